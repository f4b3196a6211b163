"""What an exercise becomes for a learning platform: an archive that grades there."""

"""A class's submissions → one line per student: found, graded on every processor, kept on disk."""

"""Runs strangers' code and knows no answers: ``runner`` is the host's side, ``zygote`` the other."""

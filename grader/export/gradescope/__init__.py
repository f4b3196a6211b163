"""Gradescope: the archive of an autograder, and what runs inside of it."""

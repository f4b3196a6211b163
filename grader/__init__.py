"""Automatic grading of exercises about derivatives."""

__version__ = "0.1.0"
# Of the walls around submissions, from the highest to the lowest; the zygote has no part of this module.
LEVELS = ("full", "confined", "process")

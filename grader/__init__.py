"""Automatic grading of exercises about derivatives."""

__version__ = "0.1.0"

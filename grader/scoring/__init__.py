"""Knows the answers and judges; runs no stranger's code."""

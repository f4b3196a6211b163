"""The one seam between a batch and whatever grades it: tasks in, results out, in order of completion."""

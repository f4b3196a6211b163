"""The report as a page: one file that asks nothing of the network and reads without script."""

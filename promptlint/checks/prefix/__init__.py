"""Checks of what stands before a cache checkpoint."""

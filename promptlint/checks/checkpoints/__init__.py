"""Checks of the checkpoints themselves."""

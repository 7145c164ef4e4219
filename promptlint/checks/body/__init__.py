"""Checks of the body as such."""

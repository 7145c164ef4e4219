"""Checks of the model that a request names."""

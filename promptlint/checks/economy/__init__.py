"""Checks of what a layout costs."""

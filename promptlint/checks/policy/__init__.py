"""Checks of what a house has laid down for its own requests; rule packs say what that is."""

"""What that amounts to: how much each sign speaks for a spot, and what speaks against it."""

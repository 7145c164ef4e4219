"""Floor 9: the machinery. Files in, findings and fixed files out."""

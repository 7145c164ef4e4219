"""What the detector knows: words, kinds, patterns, and how they are spelled and read."""

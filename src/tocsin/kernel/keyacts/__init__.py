"""Acts on keys at the console: approved by two people before, or on record as done alone."""

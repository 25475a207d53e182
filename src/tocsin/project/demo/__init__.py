"""The demonstration: a county that lives by itself, live or as fast as it goes."""

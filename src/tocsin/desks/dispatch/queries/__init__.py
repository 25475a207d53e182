"""Questions about incidents and units."""

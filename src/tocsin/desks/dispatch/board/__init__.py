"""What the board shows: rows, units, the panel of an incident, the map."""

"""Acts that need two people: one proposes, another approves, and it is done once."""

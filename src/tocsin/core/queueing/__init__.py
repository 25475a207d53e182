"""How busy servers are, how long calls wait, and which unit answers which area."""

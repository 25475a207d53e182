"""What the planning commands do: cordons on a map, recommendations for a written scenario."""

"""The response clocks, and the plan that they are set by."""

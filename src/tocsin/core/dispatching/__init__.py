"""Whom to send, how long the clocks have left, and what a line in the command bar means."""

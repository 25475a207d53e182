"""Counties that live in numbers: calls come, units are sent, and what they come to is counted."""

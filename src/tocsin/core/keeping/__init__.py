"""When commits may wait for a second copy, and when they must not; when there is room to write."""

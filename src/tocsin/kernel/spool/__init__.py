"""What is kept beside the database while that cannot be written, and entered exactly once."""

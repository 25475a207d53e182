"""Printing counts so that nobody can be told from them, and proof that nobody can."""

"""Supervision reads what the desks wrote; it keeps no tables of its own."""

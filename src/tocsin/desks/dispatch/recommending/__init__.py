"""Whom to send, and why."""

"""Requests as views see them, and the answers common to all of them."""

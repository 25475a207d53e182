"""Sealing people, and what two people may do about a seal."""

"""Incidents: opened, amended, noted, linked, handed over, closed, and told in words."""

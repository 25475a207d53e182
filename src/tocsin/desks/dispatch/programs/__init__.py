"""Incidents for programs: routes, shapes, and how they are written."""

"""Faults made on purpose: what breaks, who keeps working meanwhile, and what was lost."""

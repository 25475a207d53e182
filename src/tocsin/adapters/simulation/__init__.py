"""People and crews who work the desks by themselves, through the same services as everybody."""

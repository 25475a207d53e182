"""Calls that reach the bureau as data: text messages, device alarms, other agencies."""

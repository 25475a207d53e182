"""A tamper-evident record: an RFC 6962 tree over its rows, and signed statements of its size."""

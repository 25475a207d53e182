"""What can stop the carried database from being used."""


class DatabaseUnusable(Exception):  # noqa: N818 - it answers a person, like a refusal
    """The database cannot be used as things stand; the message says what to do."""


class DatabaseUnsafe(DatabaseUnusable):
    """The database could lose what it acknowledges; nothing is started on it."""

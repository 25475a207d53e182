"""Refusals of the spreadsheet reader."""

from tocsin.kernel.errors import Unacceptable


class UnreadableSheet(Unacceptable):
    """A file cannot be read as a table."""

    code = "spreadsheets.unreadable"

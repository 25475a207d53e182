"""Refusals of the spreadsheet reader, and of sheets that wait for a word."""

from tocsin.kernel.errors import NotForYou, NotThere, Refusal, Unacceptable


class UnreadableSheet(Unacceptable):
    """A file cannot be read as a table."""

    code = "spreadsheets.unreadable"


class NoSuchSheet(NotThere):
    """No register has a table of this name."""

    code = "spreadsheets.no_such_table"


class NotYourTable(NotForYou):
    """The officer's roles do not change this table."""

    code = "spreadsheets.not_your_table"


class SheetDecided(Refusal):
    """Somebody has imported or withdrawn the sheet already."""

    code = "spreadsheets.decided"


class NoWord(Unacceptable):
    """It was not said whether two places are one."""

    code = "spreadsheets.no_word"


class SheetBusy(Refusal):
    """A register is being checked or imported."""

    code = "spreadsheets.busy"


class SenderCannotVerify(Refusal):
    """A sheet of addresses is confirmed by somebody else than its sender."""

    code = "spreadsheets.sender_cannot_verify"


class RowsRefused(Refusal):
    """Rows are wrong and the right ones alone were not asked for."""

    code = "spreadsheets.rows_refused"

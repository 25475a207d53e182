"""Keeps text from being run as a formula by the program that opens the file."""

# The full-width forms are run by programs set to Chinese or Japanese.
FULL_WIDTH = ("\uff1d", "\uff0b", "\uff0d", "\uff20")
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", *FULL_WIDTH)
GUARD = "'"


def guarded(cell: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run.

    >>> guarded("=1+1"), guarded("0301"), guarded("'=1")
    ("'=1+1", '0301', "''=1")
    """
    return GUARD + cell if cell.lstrip(GUARD + " ").startswith(STARTS) else cell


def unguarded(cell: str) -> str:
    """Take away the apostrophe that `guarded` has put there.

    >>> unguarded("'=1+1"), unguarded("'tis")
    ('=1+1', "'tis")
    """
    if cell.startswith(GUARD) and guarded(cell[1:]) == cell:
        return cell[1:]
    return cell

"""Rows of registers are retired and put back in use, never deleted."""

from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _

from tocsin.kernel.errors import Refusal


class NotInUse(Refusal):
    """What is retired is not changed or retired again, and what is in use is not put back."""

    code = "not_in_use"


class Retirable(Protocol):
    """A row that says since when it is retired; None while it is in use."""

    retired_at: datetime | None


def insist_in_use(row: Retirable, name: str) -> None:
    """Refuse to change what is retired."""
    if row.retired_at is not None:
        raise NotInUse(_("{name} is retired. Put it back in use first.").format(name=name))


def retire(row: Retirable, name: str, at: datetime) -> None:
    """Retire a held row; the caller saves it.

    Raises
    ------
    NotInUse
        It is retired already.
    """
    if row.retired_at is not None:
        raise NotInUse(_("{name} is retired already.").format(name=name))
    row.retired_at = at


def restore(row: Retirable, name: str) -> None:
    """Put a held row back in use; the caller saves it.

    Raises
    ------
    NotInUse
        It is in use.
    """
    if row.retired_at is None:
        raise NotInUse(_("{name} is in use already.").format(name=name))
    row.retired_at = None

"""What is done with keys at the console, and by which command."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that is done with keys: its name, its words, and the command that does it."""

    name: str
    label: str | Promise
    command: str
    # What the command is told besides, which is approved with it; nothing where it is empty.
    target: str | Promise = ""

    @property
    def shown(self) -> str:
        """Write the command as a page explains it."""
        return self.line("FOLDER")

    def line(self, target: str) -> str:
        """Write the command as it is typed."""
        return self.command.format(target=target)


_ALL = (
    Deed("personal.add", _("New key for facts about people"), "tocsin personal keys --add"),
    Deed(
        "personal.retire",
        _("Destroy the older keys of facts about people"),
        "tocsin personal keys --retire",
    ),
    Deed("ledger.add", _("New signing key of the ledger"), "tocsin ledger keys --add"),
    Deed(
        "ledger.replace",
        _("New signing key of the ledger; the old ones stop signing"),
        "tocsin ledger keys --add --retire",
    ),
    Deed(
        "backup.with_keys",
        _("Export of all keys, with a backup"),
        "tocsin backup {target} --with-keys",
        _("Name of the new folder"),
    ),
)
DEEDS: Mapping[str, Deed] = {deed.name: deed for deed in _ALL}

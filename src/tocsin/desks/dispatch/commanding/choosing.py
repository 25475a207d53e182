"""From what the dispatcher saw and pressed to the units to send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core import signing
from django.utils.translation import gettext as _

from tocsin.desks.dispatch import access
from tocsin.desks.dispatch.assignments.assigning import Sending
from tocsin.desks.dispatch.recommending.showing import SALT
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.errors import Unacceptable


@dataclass(frozen=True, slots=True)
class Shown:
    """What was recommended when the dispatcher decided."""

    kept: Mapping[str, object]
    options: Mapping[str, Mapping[str, object]]
    picked: frozenset[str]
    by: str

    @property
    def in_order(self) -> list[str]:
        """The units as they were numbered: the recommended ones first."""
        return sorted(self.options, key=lambda code: code not in self.picked)

    def sending(self, officer: Officer, code: str) -> Sending:
        """Describe the sending of one unit, recommended or not."""
        option = self.options.get(code, {})
        seconds, tier = option.get("seconds"), option.get("tier")
        return Sending(
            unit=access.unit_by_code(officer, code),
            tier=tier if isinstance(tier, int) else 1,
            need=str(option.get("need", "")),
            eta_seconds=float(seconds) if isinstance(seconds, int) else None,
            recommended=code in self.picked,
            take=bool(option.get("taken_from")),
        )


def nothing_shown() -> Shown:
    """Say that no recommendation was seen before deciding."""
    return Shown({}, {}, frozenset(), "")


def unseal(sealed: str, number: str) -> Shown:
    """Read what was recommended for an incident; only the desk itself can have written it."""
    try:
        found = signing.loads(sealed, salt=SALT)
    except signing.BadSignature:
        found = {"for": None}
    if found.pop("for") != number:
        raise Unacceptable(_("This recommendation cannot be read any more. Reload the incident."))
    others = found.pop("others")
    options = {option["unit"]: option for option in [*found["picks"], *others]}
    picked = frozenset(option["unit"] for option in found["picks"])
    return Shown(found, options, picked, found["by"])


def sendings(officer: Officer, shown: Shown, codes: Sequence[str]) -> list[Sending]:
    """List the units to send: those named, else the whole recommended set."""
    wanted = list(dict.fromkeys(codes)) or [code for code in shown.options if code in shown.picked]
    if not wanted:
        raise Unacceptable(_("No unit is recommended now. Choose one from the list of units."))
    return [shown.sending(officer, code) for code in wanted]

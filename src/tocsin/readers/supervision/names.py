"""What the legs, bands and tiers are called."""

from django.utils.translation import gettext as _

from tocsin.desks.dispatch.api import Tier
from tocsin.readers.supervision.worst import Flaw


def leg_names() -> dict[str, str]:
    """Name the legs in the reader's language."""
    return {
        "answer": _("Ring to answer"),
        "process": _("Answer to first unit"),
        "turnout": _("Assigned to departed"),
        "travel": _("Departed to arrived"),
        "total": _("Received to first arrival"),
    }


def band_names() -> dict[str, tuple[str, list[str]]]:
    """Name the bands that weekly bulletins print."""
    return {
        "receipt": (
            _("Assigned to received"),
            ["≤30 s", "30–60 s", "60–120 s", "120–180 s", ">180 s"],
        ),
        "departure": (
            _("Assigned to departed"),
            ["≤5 min", "5–10 min", "10–15 min", "15–30 min", ">30 min"],
        ),
        "feedback": (
            _("Assigned to first feedback"),
            ["≤30 min", "30–60 min", "1–2 h", "2–4 h", ">4 h"],
        ),
    }


def tier_names() -> dict[int, str]:
    """Name the tiers of the response clock."""
    return {int(tier): str(tier.label) for tier in Tier}


def flaw_names() -> dict[Flaw, str]:
    """Name what is amiss with the stamps of an incident."""
    return {
        Flaw.NO_DEPARTURE: _("departure not stamped"),
        Flaw.NO_ARRIVAL: _("arrival not stamped"),
        Flaw.CONTRADICTION: _("stamps contradict each other"),
    }

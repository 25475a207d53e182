"""Writing an edition: what everybody may know, and nothing that tells of one person."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from tocsin.core.disclosure.counts import FEW, SPREAD, Counts, Printed, together
from tocsin.core.disclosure.recovering import recovered
from tocsin.core.disclosure.suppressing import CannotBeHiddenError, suppressed
from tocsin.core.legs import Leg
from tocsin.kernel.accounts.api import Bureau
from tocsin.kernel.durability.api import Rehearsal
from tocsin.readers.review.api import Span
from tocsin.readers.supervision.api import Tier
from tocsin.readers.transparency import noise
from tocsin.readers.transparency.counting import Found
from tocsin.readers.transparency.states import Method

# The legs that a caller waits through.
LEGS = ("answer", "process", "total")
FORM = 1
Shown = dict[str, int | None]


class LeakError(AssertionError):
    """A print that would give somebody away; it is not stored."""


def protected(found: Found, method: Method, draft: noise.Draft) -> dict[str, Shown | None]:
    """Protect the small counts of every table.

    A table without a print (``None``) is one whose few could be told whatever is left out.
    """
    if method is Method.NOISE:
        return {name: noisy(draft, name, counts) for name, counts in found.tables.items()}
    shown = {name: hidden(counts) for name, counts in found.tables.items()}
    examine(found.tables, shown)
    return {name: dict(one.values) if one else None for name, one in shown.items()}


def hidden(counts: Counts) -> Printed | None:
    """Leave the small counts of a table out; nothing of it is printed where that is not enough."""
    try:
        return suppressed(counts)
    except CannotBeHiddenError:
        return None


def examine(tables: Mapping[str, Counts], shown: Mapping[str, Printed | None]) -> None:
    """Try to work out what is left out from all that is printed together.

    Raises
    ------
    LeakError
        Something could be worked out.
    """
    printed = {name: one for name, one in shown.items() if one is not None}
    if not printed:
        return
    left_out = {name for one in printed.values() for name in one.hidden}
    whole = together(*(tables[name] for name in printed)).without(left_out)
    if told := recovered(whole):
        raise LeakError(f"{len(told)} counts can be worked out.")


def noisy(draft: noise.Draft, name: str, counts: Counts) -> Shown:
    """Draw noise for the counts of a table; its sums are left out unless they are no secret."""
    sums = {line.total for line in counts.sums}
    parts = {one: value for one, value in counts.values.items() if one not in sums}
    drawn = noise.with_noise(noise.Draft(draft.bureau, draft.since, name, draft.at), parts)
    known = {one: counts.values[one] for one in counts.open}
    return {one: known.get(one, drawn.get(one)) for one in counts.values}


def written(
    bureau: Bureau, found: Found, span: Span, method: Method, at: datetime
) -> dict[str, object]:
    """Write an edition as plain values."""
    tables = protected(found, method, noise.Draft(bureau, span.since, "", at))
    tally = found.brief.tally
    return {
        "form": FORM,
        "bureau": {"code": bureau.code, "zh": bureau.name_zh, "en": bureau.name_en},
        "since": span.since.isoformat(),
        "until": span.until.isoformat(),
        "drawn_at": at.isoformat(),
        "time_zone": bureau.time_zone,
        "method": told_method(method),
        "calls": {
            "calls": tally.calls,
            "answered": tally.answered,
            "given_up": tally.abandoned,
            "needed_action": tally.valid,
            "incidents": tally.incidents,
        },
        "clock": [told_tier(tier) for tier in found.brief.tiers],
        "legs": {name: told_leg(found.brief.legs[name]) for name in LEGS},
        "stations": [asdict(one) for one in found.stations],
        "classes": [asdict(one) for one in found.classes],
        "tables": tables,
        "waiting": found.waiting,
        "overdue": found.overdue,
        "drill": told_drill(found.drill),
    }


def told_method(method: Method) -> dict[str, object]:
    """Say how small counts were protected."""
    if method is Method.NOISE:
        epsilon = float(noise.EPSILON)
        return {
            "name": method.value,
            "epsilon": epsilon,
            "contribution": noise.CONTRIBUTION,
            "within": noise.within(epsilon, noise.CONTRIBUTION),
        }
    return {"name": method.value, "few": FEW, "spread": SPREAD}


def told_tier(tier: Tier) -> dict[str, object]:
    """Tell how the clocks of a tier ended; of a few no share."""
    enough = tier.share is not None and tier.met + tier.missed >= FEW
    share = tier.share.value if tier.share and enough else None
    return {"tier": tier.tier, "met": tier.met, "missed": tier.missed, "share": share}


def told_leg(leg: Leg) -> dict[str, object]:
    """Tell how long a leg took, in seconds; of a few only how many."""
    enough = leg.n >= FEW
    return {
        "n": leg.n,
        "p50": leg.p50 if enough else None,
        "p90": leg.p90 if enough else None,
        "target": leg.target,
        "within": leg.within.value if leg.within and enough else None,
    }


def told_drill(drill: Rehearsal | None) -> dict[str, object] | None:
    """Tell of the last time a backup was brought back."""
    if drill is None:
        return None
    return {
        "at": drill.at.isoformat(),
        "backup_of": drill.backup_of.isoformat(),
        "seconds": round(drill.seconds, 1),
        "passed": drill.passed,
    }


def digest_of(printed: Mapping[str, object]) -> str:
    """Hash an edition the way anybody can: its JSON with sorted keys and no spaces, in UTF-8."""
    text = json.dumps(printed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()

"""A recommendation as people read it, sealed so that it comes back as it was shown."""

from dataclasses import dataclass
from datetime import datetime

from django.core import signing

from tocsin.core.dispatching.forces import Option
from tocsin.desks.dispatch.incidents.telling import need_words
from tocsin.desks.dispatch.models import Incident
from tocsin.desks.dispatch.recommending.advising import Advice, recommend
from tocsin.desks.dispatch.recommending.reasons import nearer_words, shortfall_words, why
from tocsin.desks.dispatch.states import OPEN_STATES, IncidentState
from tocsin.desks.dispatch.travel.spans import Expected

SALT = "dispatch.advice"


ADVISABLE = OPEN_STATES - {IncidentState.CLEARED}


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit that may be sent by one key."""

    number: int
    code: str
    name: str
    seconds: float
    expected: Expected
    why: str
    picked: bool
    taken_from: str
    nearer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AdviceShown:
    """A recommendation as the panel shows it, and a sealed copy that comes back with the act."""

    needs: list[str]
    choices: list[Choice]
    gaps: list[str]
    by: str
    sealed: str
    picks: int


def advice_for(incident: Incident, at: datetime) -> AdviceShown | None:
    """Recommend whom to send, while anyone may still be sent."""
    if incident.state not in ADVISABLE:
        return None
    return shown(recommend(incident=incident, at=at), incident.number)


def shown(advice: Advice, number: str) -> AdviceShown:
    """Give each unit its number, the recommended ones first, and seal the recommendation."""
    picked = [choice(n, one, advice, picked=True) for n, one in enumerate(advice.found.picks, 1)]
    room = max(0, 9 - len(picked))
    others = [
        choice(n, one, advice, picked=False)
        for n, one in enumerate(advice.found.others[:room], len(picked) + 1)
    ]
    return AdviceShown(
        needs=[need_words(need) for need in advice.needs],
        choices=picked + others,
        gaps=[shortfall_words(gap) for gap in advice.found.shortfalls],
        by=advice.by,
        sealed=seal(advice, number),
        picks=len(picked),
    )


def choice(number: int, option: Option, advice: Advice, *, picked: bool) -> Choice:
    """Describe one unit on the panel."""
    return Choice(
        number=number,
        code=option.code,
        name=advice.units[option.code].name,
        seconds=option.seconds,
        expected=advice.expected[option.code],
        why=why(option, advice),
        picked=picked,
        taken_from=option.taken_from,
        nearer=tuple(nearer_words(option, advice)),
    )


def seal(advice: Advice, number: str) -> str:
    """Seal what was recommended for an incident, so that it comes back as it was shown."""
    kept = {**advice.kept(), "others": others_kept(advice), "for": number}
    return signing.dumps(kept, salt=SALT, compress=True)


def others_kept(advice: Advice) -> list[dict[str, object]]:
    """Write the units that came next."""
    return [
        {
            "unit": one.code,
            "need": one.need.order if one.need else "",
            "tier": one.need.tier if one.need else 1,
            "seconds": round(one.seconds),
            "taken_from": one.taken_from,
        }
        for one in advice.found.others
    ]

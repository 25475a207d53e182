"""What our recommendation would have sent, asked at the moment each call was dispatched."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import fmean
from zoneinfo import ZoneInfo

import numpy as np

from tocsin.adapters.replay.profile import Role, role_of
from tocsin.adapters.replay.record import ARRIVED, DEPARTED, RecordedCall, SentUnit
from tocsin.adapters.replay.whereabouts import Place
from tocsin.core.dispatching.forces import Option
from tocsin.core.geo import Point
from tocsin.core.legs import summarise
from tocsin.core.roads import TravelMode
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.places import api as places

SIREN_UP_TO = 2
ASSUMPTIONS = (
    "No San Francisco roads are loaded: travel is the great circle times 1.35.",
    "The record holds no positions: a unit is supposed to be at its last scene.",
    "Engines, trucks, squads and chiefs are back at their station 20 minutes after they were free.",
    "A station is at the middle of the calls in its area, which the record names.",
    "A unit without a station is known from its first arrival until 12 hours after its last stamp.",
    "The plan of each type is the median number of engines, ambulances and command cars sent.",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One recommendation beside what was done; seconds are predicted, except ``took``."""

    first_pick: bool
    among_picks: bool
    same_sort: bool
    ours: float | None
    sent: float | None
    took: float | None
    missing: int
    by: str


@dataclass(slots=True)
class Advising:
    """Asks, and keeps what was answered."""

    bureau: Bureau
    answers: list[Asked] = field(default_factory=list)
    last: tuple[str, datetime, dispatch.Advice] | None = None

    def ask(
        self,
        call: RecordedCall,
        row: SentUnit,
        incident: dispatch.Incident,
        place: Place | None,
        at: datetime,
    ) -> None:
        """Ask for the first dispatch of a call, before anything is sent."""
        advice = dispatch.recommend(incident=incident, at=at)
        self.last = call.number, at, advice
        picks = advice.found.picks
        like = pick_like(picks, role_of(row.unit_type))
        departed, arrived = row.stamps.get(DEPARTED), row.stamps.get(ARRIVED)
        self.answers.append(
            Asked(
                first_pick=bool(picks) and picks[0].code == row.unit,
                among_picks=row.unit in {pick.code for pick in picks},
                same_sort=like is not None and like.code == row.unit,
                ours=like.seconds if like else None,
                sent=self.seconds(place, incident, at) if place else None,
                took=(arrived - departed).total_seconds() if departed and arrived else None,
                missing=sum(gap.missing for gap in advice.found.shortfalls),
                by=advice.by,
            )
        )

    def standing(self, call: RecordedCall, at: datetime) -> dispatch.Advice | None:
        """Return the advice that was given for this call at this very moment."""
        if self.last is None or self.last[:2] != (call.number, at):
            return None
        return self.last[2]

    def seconds(self, place: Place, incident: dispatch.Incident, at: datetime) -> float:
        """Predict the way of the unit that was sent, by the same engine as the recommendation."""
        pressing = incident.priority <= SIREN_UP_TO
        times = places.travel_times(self.bureau, at).from_many(
            np.array([place]),
            Point(incident.lon, incident.lat),
            mode=TravelMode.LIGHTS_AND_SIREN if pressing else TravelMode.CAR,
            at_hour=at.astimezone(ZoneInfo(self.bureau.time_zone)).hour,
        )
        return float(times.seconds[0])


def recommended(answers: Sequence[Asked]) -> Mapping[str, object]:
    """Write what our recommendation would have done, over all calls."""
    both = [(a.ours, a.sent) for a in answers if a.ours is not None and a.sent is not None]
    return {
        "calls": len(answers),
        "first_pick_was_first_sent": share([a.first_pick for a in answers]),
        "first_sent_among_picks": share([a.among_picks for a in answers]),
        "same_unit_of_its_sort": share([a.same_sort for a in answers]),
        "predicted_travel": leg([a.ours for a in answers]),
        "predicted_travel_of_sent": leg([a.sent for a in answers]),
        "recorded_travel_of_sent": leg([a.took for a in answers]),
        "compared": len(both),
        "nearer_than_sent": share([ours < sent - 1 for ours, sent in both]),
        "as_near_as_sent": share([abs(ours - sent) <= 1 for ours, sent in both]),
        "calls_with_a_shortfall": sum(a.missing > 0 for a in answers),
        "travel_by": dict(Counter(a.by for a in answers)),
        "assumptions": list(ASSUMPTIONS),
    }


def pick_like(picks: Sequence[Option], role: Role) -> Option | None:
    """Find the first pick of the same sort as a unit: engine, ambulance or command car."""
    wanted = (role.kind.value,), frozenset(role.capabilities)
    return next(
        (p for p in picks if p.need and (p.need.kinds, p.need.capabilities) == wanted), None
    )


def share(marks: list[bool]) -> float | None:
    """Write a share from 0 to 1.

    >>> share([True, False]), share([])
    (0.5, None)
    """
    return round(fmean(marks), 4) if marks else None


def leg(seconds: list[float | None]) -> dict[str, float | int | None]:
    """Summarise durations; nothing counts as nothing.

    >>> leg([10.0, None, 20.0])
    {'n': 2, 'p50': 15.0, 'p90': 19.0}
    """
    known = np.array([np.nan if one is None else one for one in seconds], dtype=np.float64)
    found = summarise(known)
    return {"n": found.n, "p50": found.p50, "p90": found.p90}

"""Playing a record through the services of the desks, moment by moment."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tocsin.adapters.replay.advising import Advising
from tocsin.adapters.replay.founding import Founded
from tocsin.adapters.replay.profile import NO_ENDING, Profile, urgency_of
from tocsin.adapters.replay.record import (
    ARRIVED,
    ASSIGNED,
    CLEARED,
    DEPARTED,
    RecordedCall,
    SentUnit,
)
from tocsin.adapters.replay.whereabouts import Whereabouts
from tocsin.desks.calls import api as calls
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel.database.api import all_or_nothing
from tocsin.registers.units import api as units

RECEIVE, OPEN = "receive", "open"
ORDER = (RECEIVE, OPEN, ASSIGNED, DEPARTED, ARRIVED, CLEARED)
FIXES_EVERY = timedelta(minutes=20)
# So many moments are committed together: the desks' services do the same work, the disk does less.
MOMENTS_AT_ONCE = 250
SENT_ELSEWHERE = "Sent to another call before the record says it was free"
ENDED_SO = "As recorded"
Progress = Callable[[int, int], None]
Stamp = tuple[dispatch.MilestoneKind, datetime]
Sorted = tuple[datetime, bool, datetime, int, int]


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that the record says happened."""

    at: datetime
    what: str
    call: RecordedCall
    row: SentUnit | None = None

    @property
    def place_in_order(self) -> Sorted:
        """Sort by time; at one moment calls first, then units, the earlier sent before."""
        sent = self.row.dispatched if self.row else self.at
        number = self.row.number if self.row else 0
        return self.at, self.row is not None, sent, number, ORDER.index(self.what)


def moments_of(record: Sequence[RecordedCall]) -> list[Moment]:
    """List everything that happened, in its order."""
    found = []
    for call in record:
        found += [Moment(call.received, RECEIVE, call), Moment(call.opened, OPEN, call)]
        for row in call.sent:
            found += [Moment(at, what, call, row) for what, at in row.stamps.items()]
    return sorted(found, key=lambda moment: moment.place_in_order)


@dataclass(slots=True)
class Played:
    """What became of the rows, by their numbers: as what each is stored, and what is not kept."""

    bureau: str
    stored_as: dict[int, tuple[str, str]] = field(default_factory=dict)
    left_out: dict[tuple[int, str], str] = field(default_factory=dict)
    closed: int = 0
    reassigned: int = 0


class Player:
    """Lets the record happen at the desks."""

    def __init__(self, founded: Founded, profile: Profile, record: Sequence[RecordedCall]) -> None:
        self.founded = founded
        self.profile = profile
        self.record = record
        self.played = Played(founded.bureau.code)
        self.assignments: dict[int, dispatch.Assignment] = {}
        self.where = Whereabouts.of(profile.units)
        self.advising = Advising(founded.bureau)
        self.ringing: dict[str, calls.Call] = {}
        self.incidents: dict[str, dispatch.Incident] = {}
        self.remaining = {call.number: len(call.sent) for call in record}
        # Stamps that are heard and not yet written; they are written when the unit is free.
        self.heard: defaultdict[int, list[Stamp]] = defaultdict(list)
        self.at_work: dict[str, tuple[RecordedCall, SentUnit]] = {}
        self.next_fixes: datetime | None = None
        self.unsaid: dict[str, tuple[float, float]] = {}

    def play(self, progress: Progress) -> Played:
        """Play the whole record."""
        moments = moments_of(self.record)
        for begin in range(0, len(moments), MOMENTS_AT_ONCE):
            with all_or_nothing():
                for moment in moments[begin : begin + MOMENTS_AT_ONCE]:
                    self.tell_places(moment.at)
                    self.happen(moment)
            progress(min(begin + MOMENTS_AT_ONCE, len(moments)), len(moments))
        with all_or_nothing():
            for _call, row in self.at_work.values():
                self.write_stamps(row)
        return self.played

    def happen(self, moment: Moment) -> None:
        """Let one thing happen."""
        if moment.row is None:
            (self.receive if moment.what == RECEIVE else self.open)(moment.call, moment.at)
        elif moment.what == ASSIGNED:
            self.send(moment.call, moment.row)
        else:
            self.stamp(moment.call, moment.row, moment.what, moment.at)

    def tell_places(self, at: datetime) -> None:
        """Let every unit say where it is, every twenty minutes."""
        if self.next_fixes is None or at >= self.next_fixes:
            self.next_fixes = at + FIXES_EVERY
            self.unsaid = self.where.known(at)
            self.say_places(at)

    def say_places(self, at: datetime) -> None:
        """Record the positions that are not written yet, the way the feed does."""
        known = self.founded.units
        fixes = [units.Fix(known[code].pk, *place, at) for code, place in self.unsaid.items()]
        units.record_fixes(self.founded.bureau, fixes, at, tell=False)
        self.unsaid.clear()

    def receive(self, call: RecordedCall, at: datetime) -> None:
        """Let a call come in; the record does not tell when it was answered, so it is at once."""
        arrival = calls.Arrival(
            calls.Channel.PARTNER,
            source_id=call.number,
            source_name="record",
            place_words=call.place,
        )
        clerk = self.founded.clerk
        came = calls.receive(arrival=arrival, actor=clerk, at=at)
        self.ringing[call.number] = calls.answer(call=came, actor=clerk, at=at)

    def open(self, call: RecordedCall, at: datetime) -> None:
        """Save a call: it opens an incident."""
        told = calls.Told(
            place=calls.Place(call.lon, call.lat, call.place, kind="record"),
            type_code=self.profile.type_codes[call.type],
            priority=int(urgency_of(call)),
        )
        came = self.ringing.pop(call.number)
        saved = calls.save_call(call=came, told=told, actor=self.founded.clerk, at=at)
        incident = saved.incident
        if incident is not None:
            incident.bureau = self.founded.bureau
            self.incidents[call.number] = incident

    def send(self, call: RecordedCall, row: SentUnit) -> None:
        """Send the unit that was sent, after asking whom we would have sent."""
        incident, at = self.incidents[call.number], row.dispatched
        self.end_elsewhere(row.unit, at)
        if row is call.sent[0] or row.unit in self.unsaid:
            self.say_places(at)
        if row is call.sent[0]:
            self.advising.ask(call, row, incident, self.where.places.get(row.unit), at)
        advice = self.advising.standing(call, at)
        picks = {pick.code: pick for pick in advice.found.picks} if advice else {}
        pick = picks.get(row.unit)
        self.assignments[row.number] = dispatch.assign(
            incident=incident,
            unit=self.founded.units[row.unit],
            actor=self.founded.clerk,
            at=at,
            eta_seconds=pick.seconds if pick else None,
            travel_by=advice.by if advice else "",
            recommendation=advice.kept() if advice else None,
            recommended=pick is not None,
            overrule_reason="" if pick or not advice else ENDED_SO,
        )
        self.played.stored_as[row.number] = incident.number, row.unit
        self.at_work[row.unit] = call, row
        self.where.sent(row.unit, at)

    def end_elsewhere(self, unit: str, at: datetime) -> None:
        """Call a unit back from where the record still has it: it can be in one place only."""
        if unit not in self.at_work:
            return
        call, row = self.at_work[unit]
        self.write_stamps(row)
        self.played.reassigned += 1
        dispatch.withdraw(
            assignment=self.assignments[row.number],
            reason=SENT_ELSEWHERE,
            actor=self.founded.clerk,
            at=at,
        )
        self.ended(call, row, at)

    def stamp(self, call: RecordedCall, row: SentUnit, kind: str, at: datetime) -> None:
        """Hear a stamp, unless the assignment has ended or the record contradicts itself."""
        if self.at_work.get(row.unit) != (call, row):
            cleared = row.stamps.get(CLEARED)
            contradicts = kind != CLEARED and cleared is not None and cleared <= at
            why = "after_it_was_free" if contradicts else "after_it_was_sent_elsewhere"
            self.played.left_out[row.number, kind] = why
            return
        self.heard[row.number].append((dispatch.MilestoneKind(kind), at))
        if kind == ARRIVED:
            self.where.seen(row.unit, (call.lon, call.lat), at)
            self.unsaid[row.unit] = call.lon, call.lat
        elif kind == CLEARED:
            self.write_stamps(row)
            self.ended(call, row, at)

    def write_stamps(self, row: SentUnit) -> None:
        """Record the stamps of an assignment that were heard so far, together."""
        dispatch.record_milestones(
            assignment=self.assignments[row.number],
            stamps=self.heard.pop(row.number, []),
            actor=self.founded.clerk,
        )

    def ended(self, call: RecordedCall, row: SentUnit, at: datetime) -> None:
        """Note that a unit is free; the last one closes the incident."""
        del self.at_work[row.unit]
        self.where.free(row.unit, at)
        self.remaining[call.number] -= 1
        if not self.remaining[call.number]:
            dispatch.close_incident(
                incident=self.incidents.pop(call.number),
                disposition=self.profile.ending_codes[call.disposition or NO_ENDING],
                outcome=ENDED_SO,
                actor=self.founded.clerk,
                at=at,
            )
            self.played.closed += 1


def rows_of(record: Sequence[RecordedCall]) -> Iterator[tuple[RecordedCall, SentUnit]]:
    """List every row with its call."""
    for call in record:
        for row in call.sent:
            yield call, row

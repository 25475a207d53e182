"""Eight people at desks behind a bad network: no edit is lost, nothing is done twice."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db.models import Count

from tocsin.adapters.simulation.invariants import invariants
from tocsin.desks.calls import api as calls
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel.accounts.api import Bureau
from tocsin.project.campaigns.network import Agenda, Network
from tocsin.project.campaigns.operators import CallTaker, Dispatcher, Operator
from tocsin.project.campaigns.outcome import Outcome
from tocsin.project.campaigns.scene import Scene

CALLS_PER_MINUTE = 1.0
MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Hour:
    """How long it is worked, by which chance, and whether ids are made anew for each attempt."""

    minutes: int
    seed: int
    fresh_ids: bool = False


def run(county: Scene, hour: Hour, at: datetime) -> Outcome:
    """Work, let the network settle, and look for what was lost or doubled."""
    rng = Random(hour.seed)  # noqa: S311 - a seeded campaign
    network = Network(Agenda(), rng)
    takers = [CallTaker(one, network, rng, hour.fresh_ids) for one in county.takers]
    senders = [Dispatcher(one, network, rng, hour.fresh_ids) for one in county.dispatchers]
    for minute in range(max(1, round(hour.minutes * CALLS_PER_MINUTE))):
        seconds = minute * 60 / CALLS_PER_MINUTE
        network.agenda.after(seconds, lambda n=minute: ring(county, takers, rng, n, at))  # type: ignore[misc] # a default
    for sender in senders:
        sender.units = [unit.code for unit in county.units]
        sender.incidents = lambda: open_incidents(county.bureau)
        sender.until = hour.minutes * 60.0
        sender.begin()
    network.agenda.run()
    return told(county, hour, network, [*takers, *senders])


def ring(county: Scene, takers: Sequence[CallTaker], rng: Random, n: int, at: datetime) -> None:
    """Let a telephone ring at two desks or three; each of them takes it up."""
    call = calls.ring(
        source_id=f"desk-{n}", actor=county.switch.officer, at=at, telephone="13900001234"
    )
    for taker in rng.sample(list(takers), min(len(takers), rng.randint(2, 3))):
        taker.think(lambda taker=taker: taker.answer(call.number))  # type: ignore[misc] # a default


def open_incidents(bureau: Bureau) -> list[str]:
    """List the incidents that the dispatchers see."""
    rows = dispatch.Incident.objects.filter(bureau=bureau, state__in=dispatch.OPEN_STATES)
    return list(rows.order_by("number").values_list("number", flat=True))


def lost_edits(bureau: Bureau, operators: Sequence[Operator]) -> list[str]:
    """Name the fields whose last acknowledged text is not there as that officer's newest."""
    lost = []
    for operator in operators:
        mine = calls.CallEdit.objects.filter(bureau=bureau, by=operator.person.officer)
        for (number, name), typed in operator.kept.items():
            rows = mine.filter(call__number=number, field=name).order_by("-sequence")
            newest = rows.values_list("sequence", "value").first()
            # Something newer may have arrived whose acknowledgement did not.
            is_there = newest == (typed.sequence, typed.value)
            if not is_there and (newest is None or newest[0] <= typed.sequence):
                lost.append(f"{number} {name}")
        lost += [f"{number} saved" for number in unsaved(bureau, operator)]
    return lost


def unsaved(bureau: Bureau, operator: Operator) -> list[str]:
    """List calls whose acknowledged saving left other words than were sent."""
    rows = calls.Call.objects.filter(bureau=bureau, number__in=operator.saved)
    there = {call.number: (call.words, call.place_words) for call in rows}
    sent = {number: (form["words"], form["where"]) for number, form in operator.saved.items()}
    return [number for number, words in sent.items() if there.get(number) != words]


def doubled(bureau: Bureau, operators: Sequence[Operator]) -> dict[str, int]:
    """Count what was done more than once."""
    notes = dispatch.TimelineEntry.objects.filter(bureau=bureau, said="note")
    repeated = Counter(notes.values_list("text", flat=True))
    edits = calls.CallEdit.objects.filter(bureau=bureau)
    copies = edits.values("call", "field", "by", "sequence").annotate(n=Count("pk"))
    saves = calls.Call.objects.filter(bureau=bureau, state="saved").count()
    incidents = dispatch.Incident.objects.filter(bureau=bureau).count()
    answers = Counter(number for one in operators for number in one.taken)
    return {
        "notes": sum(n - 1 for n in repeated.values()),
        "edits": sum(row["n"] - 1 for row in copies),
        "incidents": max(0, incidents - saves),
        "answers": sum(n - 1 for n in answers.values()),
    }


def told(county: Scene, hour: Hour, network: Network, operators: Sequence[Operator]) -> Outcome:
    """Write down how it went."""
    missing = [text for one in operators for text in one.notes if not noted(county.bureau, text)]
    lost = lost_edits(county.bureau, operators) + missing
    twice, held = doubled(county.bureau, operators), invariants(county.bureau)
    figures: dict[str, object] = {
        "operators": len(operators),
        "simulated_minutes": hour.minutes,
        "messages_lost": network.lost,
        "messages_doubled": network.doubled,
        "edits_acknowledged": sum(len(one.kept) for one in operators),
        "calls_saved": sum(len(one.saved) for one in operators),
        "lost": len(lost),
        "what_was_lost": lost[:MOST_TOLD],
        "doubled": sum(twice.values()),
        "what_was_doubled": twice,
        "invariants": held,
    }
    failures = len(lost) + sum(twice.values()) + sum(not holds for holds in held.values())
    planted = "no-idempotency" if hour.fresh_ids else None
    return Outcome("desks", hour.seed, planted, network.sent, failures, figures)


def noted(bureau: Bureau, text: str) -> bool:
    """Say whether a note is there."""
    return dispatch.TimelineEntry.objects.filter(bureau=bureau, text=text).exists()

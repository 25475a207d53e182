"""What the call desk leaves in the spool, and how it enters what lies there."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from uuid import UUID, uuid5

from tocsin.desks.calls.ports import Signal
from tocsin.desks.calls.services.arriving import Arrival
from tocsin.desks.calls.services.entering import (
    ARRIVED,
    SAVED,
    SIGNAL,
    TAKEN,
    Late,
    enter_arrived,
    enter_saved,
    enter_signal,
    enter_taken,
    told_in,
    written_arrival,
    written_signal,
)
from tocsin.desks.calls.told import Told
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.spool.api import Kept, handle, keep
from tocsin.kernel.spool.known import Sender

# What a connected system names in its own way gets one id from it, however often it is sent.
OF_SYSTEMS = UUID("6b0e5f9e-2f0c-4a53-9a57-1f3d7c1b8e20")


def wire() -> None:
    """Say how each kind is entered."""
    handle(TAKEN, taken)
    handle(SAVED, saved)
    handle(ARRIVED, arrived)
    handle(SIGNAL, signalled)


def leave_taken(*, id: UUID, facts: Mapping[str, str], sender: Sender, at: datetime) -> None:
    """Leave a call that was written down by hand."""
    keep(Kept(id, TAKEN, sender.bureau_id, sender.officer_id, at, facts=dict(facts)))


def leave_saved(
    *, id: UUID, number: str, told: Told, fingerprint: str, sender: Sender, at: datetime
) -> None:
    """Leave a call that was saved; the act is the one that the page asked for."""
    facts = {"number": number, "told": asdict(told)}
    keep(Kept(id, SAVED, sender.bureau_id, sender.officer_id, at, fingerprint, facts))


def leave_arrival(*, arrival: Arrival, sender: Sender, at: datetime) -> None:
    """Leave what a connected system or a resident sent."""
    name = f"{sender.bureau_id}:{arrival.channel}:{arrival.source_id}"
    facts = written_arrival(arrival)
    keep(Kept(uuid5(OF_SYSTEMS, name), ARRIVED, sender.bureau_id, sender.officer_id, at, "", facts))


def leave_signal(*, signal: Signal, sender: Sender, at: datetime) -> None:
    """Leave a signal of the telephone switch."""
    name = f"{sender.bureau_id}:signal:{signal.signal_id}"
    facts = written_signal(signal)
    keep(Kept(uuid5(OF_SYSTEMS, name), SIGNAL, sender.bureau_id, sender.officer_id, at, "", facts))


def taken(kept: Kept, officer: Officer, at: datetime) -> str:
    """Enter a call that was written down by hand."""
    facts = {name: str(value) for name, value in kept.facts.items()}
    return enter_taken(id=str(kept.id), facts=facts, late=Late(officer, kept.at, at))


def saved(kept: Kept, officer: Officer, at: datetime) -> str:
    """Enter a call that was saved."""
    told = kept.facts["told"]
    return enter_saved(
        number=str(kept.facts["number"]),
        told=told_in(told if isinstance(told, dict) else {}),
        late=Late(officer, kept.at, at),
    )


def arrived(kept: Kept, officer: Officer, at: datetime) -> str:
    """Enter what came in by itself."""
    return enter_arrived(facts=kept.facts, late=Late(officer, kept.at, at))


def signalled(kept: Kept, officer: Officer, at: datetime) -> str:
    """Enter a signal of the switch."""
    return enter_signal(facts=kept.facts, late=Late(officer, kept.at, at))

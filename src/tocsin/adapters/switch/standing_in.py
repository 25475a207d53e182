"""What the telephone switch signals while the database is away: kept, and acted on later."""

from datetime import datetime

from tocsin.adapters.intake.sent import plausible
from tocsin.adapters.intake.standing_in import standing_in
from tocsin.adapters.switch.webhook import ReceivedSignals, SentSignal
from tocsin.desks.calls.api import leave_signal
from tocsin.kernel.spool.known import Sender


def leave_sent(sent: SentSignal, sender: Sender, now: datetime) -> None:
    """Keep a signal of the telephone switch."""
    for signal in ReceivedSignals(sent, plausible(sent.at, now=now)).signals():
        leave_signal(signal=signal, sender=sender, at=signal.at)


STAND_INS = {"ninja:take_signal_of_switch": standing_in(SentSignal, leave_sent)}

"""What other parts may ask of receivers.

Who corrects a fact calls ``corrected`` in the same transaction. Erasing calls ``erased`` by itself.
"""

from tocsin.kernel.receivers.binding import There, stay, there
from tocsin.kernel.receivers.models import Notice, Receiver
from tocsin.kernel.receivers.queries import (
    ErasureTold,
    HandedTold,
    NoticeTold,
    cases_of_notices,
    climbed,
    done,
    erasures_of,
    handed_of,
    notices_of,
    notices_to,
    oldest,
    receiver_of,
    receivers_of,
    still_open,
    to_tell,
    told,
    without_receipt,
)
from tocsin.kernel.receivers.services import Terms, corrected, erased, hand
from tocsin.kernel.receivers.states import TASK, Step, What
from tocsin.kernel.receivers.telling import climb, confirm, connect, disconnect, package_for

__all__ = [
    "TASK",
    "ErasureTold",
    "HandedTold",
    "Notice",
    "NoticeTold",
    "Receiver",
    "Step",
    "Terms",
    "There",
    "What",
    "cases_of_notices",
    "climb",
    "climbed",
    "confirm",
    "connect",
    "corrected",
    "disconnect",
    "done",
    "erased",
    "erasures_of",
    "hand",
    "handed_of",
    "notices_of",
    "notices_to",
    "oldest",
    "package_for",
    "receiver_of",
    "receivers_of",
    "stay",
    "still_open",
    "there",
    "to_tell",
    "told",
    "without_receipt",
]

"""What other parts may ask of acts that need two people.

A part names its kind once (``needs_two(Kind(...))``), proposes it with ``propose``; the page of
acts of two people does the rest: approving, declining, withdrawing, carrying out.
"""

from tocsin.kernel.two_person.errors import NothingTouched, NotWaiting, OwnProposal
from tocsin.kernel.two_person.kinds import (
    CarryOut,
    Kind,
    Word,
    Words,
    digest_of,
    kind_of,
    kinds,
    needs_two,
)
from tocsin.kernel.two_person.models import Proposal
from tocsin.kernel.two_person.queries import proposals_for, still_open, to_decide
from tocsin.kernel.two_person.services import (
    HOLDS,
    approve,
    carry_out,
    decline,
    expire,
    line_of,
    prepare,
    propose,
    use_up,
    withdraw,
)
from tocsin.kernel.two_person.states import State

__all__ = [
    "HOLDS",
    "CarryOut",
    "Kind",
    "NotWaiting",
    "NothingTouched",
    "OwnProposal",
    "Proposal",
    "State",
    "Word",
    "Words",
    "approve",
    "carry_out",
    "decline",
    "digest_of",
    "expire",
    "kind_of",
    "kinds",
    "line_of",
    "needs_two",
    "prepare",
    "proposals_for",
    "propose",
    "still_open",
    "to_decide",
    "use_up",
    "withdraw",
]

"""Refusals about retention."""

from tocsin.kernel.errors import NotForYou, Refusal, Unacceptable


class HoldUnclear(Unacceptable):
    """A hold lacks a case that is there, a reason, or a day to come."""

    code = "retention.hold_unclear"


class HoldOver(Refusal):
    """The hold was lifted, or has ended."""

    code = "retention.hold_over"


class SecondPersonNeeded(NotForYou):
    """Whoever asked for a hold to be lifted does not lift it."""

    code = "retention.second_person_needed"


class NothingAsked(Refusal):
    """Nobody has asked for this hold to be lifted."""

    code = "retention.nothing_asked"

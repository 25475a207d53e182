"""Refusals of the call desk."""

from http import HTTPStatus

from tocsin.kernel.errors import Refusal, Unacceptable


class WrongState(Refusal):
    """The call is not where the act needs it to be."""

    code = "calls.wrong_state"


class TakenByAnother(Refusal):
    """Another call-taker was quicker."""

    code = "calls.taken_by_another"


class Incomplete(Unacceptable):
    """Without a place and a type nobody can be sent."""

    code = "calls.incomplete"


class NoReason(Unacceptable):
    """A judgement or a correction needs its reason."""

    code = "calls.no_reason"


class UnknownField(Unacceptable):
    """The form has no such field, or it cannot hold this."""

    code = "calls.unknown_field"


class EditedMeanwhile(Refusal):
    """Two call-takers wrote something different into the same field."""

    code = "calls.edited_meanwhile"


class NothingToCallBack(Refusal):
    """The call needs no call-back, or has left no number."""

    code = "calls.nothing_to_call_back"


class NotLinked(Refusal):
    """The call belongs to no incident that it could be taken from."""

    code = "calls.not_linked"


class TooManyHere(Refusal):
    """More came from one place than people could write."""

    code = "calls.too_many"
    status = HTTPStatus.TOO_MANY_REQUESTS


class NoSuchCall(Unacceptable):
    """The switch speaks of a call that never rang here."""

    code = "calls.no_such_call"

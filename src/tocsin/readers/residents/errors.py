"""Refusals about one's own record."""

from http import HTTPStatus

from tocsin.kernel.errors import Refusal, Unacceptable


class RequestOver(Refusal):
    """The request is closed."""

    code = "own_record.over"


class NotConfirmed(Unacceptable):
    """Nobody was found yet, or somebody who was not looked at for this request."""

    code = "own_record.not_confirmed"


class SearchedTooOften(Refusal):
    """More numbers were tried than one resident has."""

    code = "own_record.searched_too_often"


class NumberUnclear(Unacceptable):
    """It is no telephone number."""

    code = "own_record.number_unclear"


class TooManyTries(Refusal):
    """More codes came from one connection than people type."""

    code = "own_record.too_many_tries"
    status = HTTPStatus.TOO_MANY_REQUESTS


class WishOver(Refusal):
    """A wish to be erased is decided, withdrawn or carried out."""

    code = "own_record.wish_over"


class SamePerson(Refusal):
    """Whoever decides had a part in it before."""

    code = "own_record.same_person"


class ReasonMissing(Unacceptable):
    """A refusal needs a reason, in a line."""

    code = "own_record.reason_missing"


class ProposalOver(Refusal):
    """A correction is decided, withdrawn, or its person erased."""

    code = "own_record.proposal_over"


class ProposedAlready(Unacceptable):
    """Another value of the same fact waits for a decision, or it is what is kept."""

    code = "own_record.proposed_already"


class NotLooked(Refusal):
    """Nobody decides on a correction who has not looked at it."""

    code = "own_record.not_looked"

"""Refusals of the dispatch desk."""

from tocsin.kernel.errors import Refusal, Unacceptable


class UnitTaken(Refusal):
    """The unit is with another incident."""

    code = "dispatch.unit_taken"


class UnitNotOnDuty(Refusal):
    """The unit is off duty or unavailable."""

    code = "dispatch.unit_not_on_duty"


class NotInThisState(Refusal):
    """The incident stands where this cannot be done."""

    code = "dispatch.not_in_this_state"


class AssignmentOver(Refusal):
    """The unit has been cleared or withdrawn already."""

    code = "dispatch.assignment_over"


class MilestoneRefused(Refusal):
    """The stamp is there already, or would stand before an earlier one."""

    code = "dispatch.milestone_refused"


class EditedMeanwhile(Refusal):
    """Somebody else changed the same field first."""

    code = "dispatch.edited_meanwhile"


class AlreadyLinked(Refusal):
    """The two are linked already."""

    code = "dispatch.already_linked"


class OfferOpen(Refusal):
    """There is an open offer, or none to decide."""

    code = "dispatch.offer"


class ReasonMissing(Unacceptable):
    """Words are asked for and none were given."""

    code = "dispatch.reason_missing"


class NotUnderstood(Unacceptable):
    """A line in the command bar could not be read."""

    code = "dispatch.not_understood"


class UnknownOutcome(Unacceptable):
    """The catalogue has no such disposition for this type."""

    code = "dispatch.unknown_outcome"

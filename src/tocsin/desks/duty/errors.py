"""Refusals of the officer's phone."""

from tocsin.kernel.errors import Refusal, Unacceptable


class NotOnDuty(Refusal):
    """The officer is not on a shift, or the unit is off duty."""

    code = "duty.not_on_duty"


class NotSharing(Refusal):
    """The officer does not share the position of the phone."""

    code = "duty.not_sharing"


class AlreadyAnswered(Refusal):
    """Somebody else answered the call for help first."""

    code = "duty.already_answered"


class NobodyToRing(Refusal):
    """No caller of the incident left a number."""

    code = "duty.nobody_to_ring"


class PlaceUnknown(Unacceptable):
    """The place of a new incident could not be found."""

    code = "duty.place_unknown"


class ActUnreadable(Unacceptable):
    """What the phone sent does not describe an act."""

    code = "duty.act_unreadable"

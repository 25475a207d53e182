"""Refusals of the register of units."""

from tocsin.kernel.errors import NotForYou, Refusal, Unacceptable


class ReasonMissing(Unacceptable):
    """A unit is not made unavailable without a reason."""

    code = "units.reason_missing"


class NobodyOnShift(Unacceptable):
    """A shift needs at least one person."""

    code = "units.nobody_on_shift"


class AlreadyOnShift(Refusal):
    """A person or the unit is on another shift that has not ended."""

    code = "units.already_on_shift"


class NotOnShift(Refusal):
    """The unit has no crew."""

    code = "units.not_on_shift"


class TooManyDays(Unacceptable):
    """Shifts are planned for some days, not for none and not for a year."""

    code = "units.too_many_days"


class ShiftOver(Refusal):
    """The shift was taken back."""

    code = "units.shift_over"


class StillOnShift(Refusal):
    """A unit with a crew is not retired."""

    code = "units.still_on_shift"


class StillAtWork(Refusal):
    """A unit with an open assignment is not retired."""

    code = "units.still_at_work"


class VehicleInUse(Refusal):
    """A vehicle that a crew drives is not retired."""

    code = "units.vehicle_in_use"


class CodeTaken(Refusal):
    """Another unit has this code."""

    code = "units.code_taken"


class UnitUnusable(Unacceptable):
    """What was said about a unit does not describe one."""

    code = "units.unusable"


class FixUnusable(Unacceptable):
    """What was sent is not a list of positions."""

    code = "units.fix_unusable"


class NotYourUnit(NotForYou):
    """The key's officer is not on the crew of this unit."""

    code = "units.not_your_unit"

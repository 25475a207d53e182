"""Refusals of the register of places."""

from tocsin.kernel.errors import NotForYou, Refusal, Unacceptable


class ProposerCannotVerify(Refusal):
    """Whoever proposed a change is not the one who verifies it."""

    code = "places.proposer_cannot_verify"


class AlreadyDecided(Refusal):
    """Somebody was quicker to decide on the change."""

    code = "places.already_decided"


class AddressMovedOn(Refusal):
    """The address has changed since the proposal was written."""

    code = "places.address_moved_on"


class NoReason(Unacceptable):
    """A change needs its reason in words."""

    code = "places.no_reason"


class NoSuchPlace(Unacceptable):
    """Coordinates that are not on the ground of any county."""

    code = "places.no_such_place"


class EditedMeanwhile(Refusal):
    """Somebody has changed the premises since the page was opened."""

    code = "places.edited_meanwhile"


class NobodyNamed(Unacceptable):
    """A key-holder has a name and a telephone number."""

    code = "places.nobody_named"


class NoRoadMap(Refusal):
    """No roads are loaded, so none can be closed."""

    code = "places.no_road_map"


class NoRoadThere(Unacceptable):
    """No road lies where somebody pointed, or none leads from one place to the other."""

    code = "places.no_road_there"


class WrongTimes(Unacceptable):
    """Something ends before it begins, or is over already."""

    code = "places.wrong_times"


class NotQuicker(Unacceptable):
    """A road takes longer than usual or is closed; nothing makes it quicker."""

    code = "places.not_quicker"


class AlreadyOver(Refusal):
    """A closure that is lifted or past is not changed."""

    code = "places.already_over"


class NoOtherName(Unacceptable):
    """The words are no other name of the place."""

    code = "places.no_other_name"


class AliasKnown(Refusal):
    """The place is called so already."""

    code = "places.alias_known"


class AliasTurnedDown(Refusal):
    """The officer of the beat has rejected these words for the place."""

    code = "places.alias_turned_down"


class NotYourBeat(NotForYou):
    """The officer of another beat decides on this name."""

    code = "places.not_your_beat"

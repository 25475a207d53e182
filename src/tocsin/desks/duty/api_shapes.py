"""What programs on an officer's device send, and what they are told."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict, StringConstraints

from tocsin.desks.dispatch.api import LONGEST_DESTINATION
from tocsin.desks.duty.forms import LONGEST_PLACE, LONGEST_REASON, LONGEST_WORDS
from tocsin.kernel.web.moments import StatedMoment

STRICT = ConfigDict(extra="forbid")
WRITABLE = r"^[^\x00]*$"

Words = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_WORDS, pattern=WRITABLE)]
Remark = Annotated[str, StringConstraints(max_length=LONGEST_WORDS - 200, pattern=WRITABLE)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=24, pattern=WRITABLE)]
Place = Annotated[str, StringConstraints(max_length=LONGEST_PLACE, pattern=WRITABLE)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]


class Claiming(Schema):
    """An act of a device; ``claimed_at`` is what its clock says.

    It is kept beside the moment of receipt, which alone is counted. One that cannot be true is not
    kept, and does not hold the act back.
    """

    model_config = STRICT
    claimed_at: StatedMoment | None = None


class Stepping(Claiming):
    """A step that is one tap."""

    step: Literal["received", "departed", "arrived"]


class Saying(Claiming):
    """Feedback, or a note."""

    words: Words


class Taking(Claiming):
    """Where somebody is taken: ``hospital``, ``station``, or other words."""

    to: Annotated[
        str, StringConstraints(min_length=1, max_length=LONGEST_DESTINATION, pattern=WRITABLE)
    ]


class Ending(Claiming):
    """How it ended: the code of one of the ``endings``, and words where it asks for them."""

    disposition: Code
    words: Remark = ""


class Photographed(Claiming):
    """What is said of a photograph; ``sha256`` is of the bytes as sent."""

    caption: Place = ""
    sha256: Annotated[str, StringConstraints(pattern=r"^([0-9a-fA-F]{64})?$")] = ""


class Placed(Claiming):
    """An act that may say where the device is."""

    lon: Longitude | None = None
    lat: Latitude | None = None


class CameUpon(Placed):
    """An incident that the officer came upon: at ``lon`` and ``lat``, or at a place in words."""

    type: Annotated[str, StringConstraints(min_length=1, max_length=8, pattern=WRITABLE)]
    where: Place = ""
    words: Annotated[str, StringConstraints(max_length=LONGEST_WORDS, pattern=WRITABLE)] = ""
    on_scene: bool = False


class Standing(Schema):
    """Whether the unit may be sent; unavailable needs a reason."""

    model_config = STRICT
    duty: Literal["available", "unavailable"]
    reason: Annotated[str, StringConstraints(max_length=LONGEST_REASON, pattern=WRITABLE)] = ""


class Sharing(Schema):
    """Whether the officer shares where the device is; only ever on duty."""

    model_config = STRICT
    sharing: bool


class Whereabouts(Schema):
    """Where the device is, and when it found out."""

    model_config = STRICT
    lon: Longitude
    lat: Latitude
    fixed_at: StatedMoment


class StepOut(Schema):
    """One of the five steps, with its stamp."""

    step: str
    at: datetime | None


class StretchOut(Schema):
    """One road of the way."""

    name: str
    metres: float


class WayOut(Schema):
    """The way there, from where the unit was heard last.

    What is left of it in seconds is corrected by recorded trips, as on every desk: eight of ten
    arrive between low and high, ``words`` say it. ``trips`` is 0 where nothing is corrected.
    """

    metres: float
    expected_at: datetime
    seconds: float
    low_seconds: float
    high_seconds: float
    words: str
    trips: int
    by_roads: bool
    stretches: list[StretchOut]
    directions: list[str]
    arrival: str


class BuildingOut(Schema):
    """A building there of which a crew must know something before it goes in."""

    name: str
    hazards: list[str]
    access_notes: str
    entrances: list[str]


class SaidOut(Schema):
    """A note, or a photograph, by its id."""

    at: datetime
    by: str
    text: str
    photograph: UUID | None
    claimed_at: datetime | None
    struck_at: datetime | None


class EndingOut(Schema):
    """A way in which an incident of this class may end."""

    code: str
    name: str
    needs_words: bool


class CordonPostOut(Schema):
    """The post of the incident's cordon at which the unit is to stand."""

    number: int
    road: str
    lon: float
    lat: float


class StandByOut(Schema):
    """Where the unit was told to stand by, since when, and the way there.

    ``seconds`` is how far it was when it was told, ``way`` how far it is now.
    """

    post: str
    lon: float
    lat: float
    at: datetime
    seconds: float
    way: WayOut | None


class WorkOut(Schema):
    """The assignment of the officer's unit; ``post`` is null where it is sent to the scene."""

    assignment: UUID
    number: str
    priority: int
    type_code: str
    type_name: str
    place_text: str
    place_words: str
    lon: float
    lat: float
    words: str
    assigned_at: datetime
    post: CordonPostOut | None
    steps: list[StepOut]
    way: WayOut | None
    buildings: list[BuildingOut]
    lines: list[SaidOut]
    endings: list[EndingOut]


class HelpOut(Schema):
    """The officer's newest call for help, and who has it in hand."""

    help: int
    at: datetime
    answered_at: datetime | None
    answered_by: str


class CardOut(Schema):
    """What the phone of the officer shows now; ``work`` is null where nothing is assigned."""

    unit: str | None
    unit_name: str
    status: str
    reason: str
    sharing_since: datetime | None
    help: HelpOut | None
    work: WorkOut | None
    stand_by: StandByOut | None


class SteppedOut(Schema):
    """The step that was stamped."""

    step: str


class EntryOut(Schema):
    """Where a line stands in the timeline."""

    entry: int


class PhotographOut(Schema):
    """Under which id a photograph is kept."""

    photo: UUID


class OpenedOut(Schema):
    """The number of the incident."""

    number: str


class HelpCalledOut(Schema):
    """The call for help that is open now."""

    help: int


class DutyOut(Schema):
    """Whether the unit may be sent."""

    duty: str


class SharingOut(Schema):
    """Whether the position is shared."""

    sharing: bool


class MovedOut(Schema):
    """Whether the unit was moved; a fix older than the last one moves nothing."""

    moved: bool

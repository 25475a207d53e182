"""What programs send to the dispatch desk, and what they are told."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict

from tocsin.desks.dispatch.states import IncidentState
from tocsin.kernel.web.moments import StatedMoment

STRICT = ConfigDict(extra="forbid")
WRITABLE = r"^[^\x00]*$"
LONGEST_PAGE = 200

Code = Annotated[str, Field(min_length=1, max_length=24, pattern=WRITABLE)]
Reason = Annotated[str, Field(min_length=1, max_length=200, pattern=WRITABLE)]
Seal = Annotated[
    str,
    Field(
        max_length=60_000,
        pattern=r"^[\x21-\x7e]*$",
        description="``seal`` of the recommendation on which the decision rests.",
    ),
]


class Asked(Schema):
    """What the list is narrowed to; ``before`` is the ``next`` of the page before."""

    state: IncidentState | None = None
    priority: Annotated[int, Field(ge=1, le=4)] | None = None
    station: Annotated[str, Field(max_length=12, pattern=WRITABLE)] = ""
    since: StatedMoment | None = None
    until: StatedMoment | None = None
    before: Annotated[str, Field(max_length=80, pattern=WRITABLE)] = ""
    limit: Annotated[int, Field(ge=1, le=LONGEST_PAGE)] = 50


class Assigning(Schema):
    """Units to send by their codes; none named means the recommended ones of the seal."""

    model_config = STRICT
    units: Annotated[tuple[Code, ...], Field(max_length=20)] = ()
    seal: Seal = ""
    reason: Annotated[str, Field(max_length=200, pattern=WRITABLE)] = ""


class Withdrawing(Schema):
    """Why a unit is called back."""

    model_config = STRICT
    reason: Reason


class Stamping(Schema):
    """A milestone; ``claimed_at`` is what the crew's device says the time was."""

    model_config = STRICT
    kind: Literal["received", "departed", "arrived", "feedback", "cleared"]
    claimed_at: StatedMoment | None = None


class Noting(Schema):
    """A note for the timeline."""

    model_config = STRICT
    text: Annotated[str, Field(min_length=1, max_length=4000, pattern=WRITABLE)]


class Closing(Schema):
    """How an incident ended: a disposition's code, and words where it asks for them."""

    model_config = STRICT
    disposition: Code
    outcome: Annotated[str, Field(max_length=4000, pattern=WRITABLE)] = ""


class IncidentOut(Schema):
    """One incident."""

    number: str
    state: str
    priority: int
    type_code: str
    type_name: str
    place_text: str
    place_words: str
    place_code: str
    lon: float
    lat: float
    words: str
    area_class: str
    station: str | None
    beat: str | None
    received_at: datetime
    answered_at: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    disposition: str
    outcome: str
    head: str | None
    version: int


class IncidentPage(Schema):
    """A page of incidents; ``next`` is the ``before`` of the next page."""

    incidents: list[IncidentOut]
    next: str | None


class ClockOut(Schema):
    """One tier of the response clock."""

    tier: int
    state: str
    units_needed: int
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    breached_at: datetime | None


class MilestoneOut(Schema):
    """A stamp that stands."""

    kind: str
    at: datetime
    claimed_at: datetime | None


class PostOut(Schema):
    """A post of the incident's cordon, by its number there."""

    number: int
    road: str
    lon: float
    lat: float


class ArrivalOut(Schema):
    """When a unit under way will be there, as all desks say: eight of ten between low and high.

    ``trips`` says from how many recorded trips that is known; 0 is the time of the roads alone.
    """

    expected_at: datetime
    seconds: float
    low_seconds: float
    high_seconds: float
    words: str
    trips: int


class AssignmentOut(Schema):
    """One unit sent to the incident, with its stamps in order.

    ``post`` is where it stands in the cordon, null where it was sent to the scene.
    ``eta_seconds`` is what was expected when it was sent, ``arrival`` what is expected now.
    """

    id: UUID
    unit: str
    unit_name: str
    tier: int
    progress: str
    assigned_at: datetime
    eta_seconds: float | None
    travel_by: str
    recommended: bool
    overrule_reason: str
    post: PostOut | None
    ended_at: datetime | None
    withdrawn: bool
    end_reason: str
    milestones: list[MilestoneOut]
    arrival: ArrivalOut | None


class LineOut(Schema):
    """A line of the timeline, told in the language of the key's owner."""

    at: datetime
    kind: str
    sentence: str
    text: str
    by: str
    claimed_at: datetime | None
    struck_at: datetime | None
    strike_reason: str


class LinkOut(Schema):
    """An incident that has to do with this one."""

    number: str
    reason: str


class IncidentWhole(IncidentOut):
    """One incident with its clocks, units and timeline, newest line first.

    A connected agency sees its own unit's assignments, and no timeline or links.
    """

    answers: dict[str, str]
    clocks: list[ClockOut]
    assignments: list[AssignmentOut]
    timeline: list[LineOut]
    links: list[LinkOut]
    merged: list[str]


class ChoiceOut(Schema):
    """A unit that may be sent, and why."""

    unit: str
    name: str
    seconds: float
    low_seconds: float
    high_seconds: float
    words: str
    why: str
    nearer: list[str]
    taken_from: str


class AdviceOut(Schema):
    """Whom to send now; ``by`` says whether times are over roads or straight lines."""

    needs: list[str]
    picks: list[ChoiceOut]
    others: list[ChoiceOut]
    missing: list[str]
    by: str
    seal: str


class SentOut(Schema):
    """The assignments made, and in words why others were not."""

    number: str
    state: str
    assignments: list[AssignmentOut]
    refused: list[str]


class NotedOut(Schema):
    """Where a note stands."""

    number: str
    entry: int
    at: datetime

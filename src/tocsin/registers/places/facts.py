"""What one hands to the register of places, and what one gets from it."""

from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext_lazy

from tocsin.core.addressing.answering import Question
from tocsin.core.addressing.confidence import Light
from tocsin.core.addressing.priors import Favour
from tocsin.kernel.accounts.api import Beat, Bureau, Station

SURENESS = {
    Light.GREEN: gettext_lazy("Sure."),
    Light.AMBER: gettext_lazy("Not sure yet."),
    Light.RED: gettext_lazy("Not found like this."),
}
QUESTIONS = {
    Question.NOTHING: "",
    Question.WHICH_OF_THESE: gettext_lazy("Which of these is it?"),
    Question.WHICH_NUMBER: gettext_lazy("Which number?"),
    Question.WHICH_NAME: gettext_lazy("What is it called, in which village or street?"),
    Question.WHERE_ABOUTS: gettext_lazy("Which town or village is it in, and near what?"),
}
FAVOURS = {
    Favour.NEAR_CALLER: gettext_lazy("near the caller"),
    Favour.OWN_BEAT: gettext_lazy("your beat"),
    Favour.NEAR_INCIDENT: gettext_lazy("near an open incident"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that the words may mean.

    Attributes
    ----------
    kind, code
        Which place of the register it is; a street, an estate, a block or a group that has no code
        of its own has the path to it.
    score
        How sure it is that this place is meant, 0 to 1.
    metres
        How far it is from where the caller seems to be.
    radius_metres
        Within how many metres of the point the meant place lies.
    reasons
        What speaks for it beside the words: names of ``Favour``.
    roughly
        Whether the point was worked out instead of registered: beside, between, so many metres on.
    light
        How sure the whole finding is: green, amber or red.
    """

    kind: str
    code: str
    text: str
    detail: str
    lon: float
    lat: float
    score: float
    metres: float | None = None
    radius_metres: float = 0.0
    reasons: tuple[str, ...] = ()
    roughly: bool = False
    light: str = ""

    @property
    def percent(self) -> int:
        """How sure it is, out of a hundred; never wholly."""
        return min(round(100 * self.score), 99)

    @property
    def because(self) -> list[str]:
        """What speaks for it beside the words, in the reader's language."""
        return [str(FAVOURS[Favour(reason)]) for reason in self.reasons]


@dataclass(frozen=True, slots=True)
class Context:
    """What a desk knows beside the words.

    Attributes
    ----------
    near, near_metres
        Where the caller seems to be (lon, lat), and within how many metres.
    beat_id
        The beat of whoever asks.
    incidents
        Where open incidents are (lon, lat).
    """

    near: tuple[float, float] | None = None
    near_metres: float = 0.0
    beat_id: int | None = None
    incidents: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """The places that words may mean, likeliest first; how sure, and what to ask next.

    ``light`` is a ``Light`` and ``question`` a ``Question`` of the core.
    """

    candidates: list[Candidate]
    light: str
    question: str

    @property
    def sentence(self) -> str:
        """Say in the reader's language how sure this is and what to ask next."""
        sure, asked = SURENESS[Light(self.light)], QUESTIONS[Question(self.question)]
        return f"{sure} {asked}".strip()


@dataclass(frozen=True, slots=True)
class NearestPlace:
    """The named place nearest to a point."""

    kind: str
    code: str
    text: str
    metres: float
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class BeatHere:
    """Whose ground a point is on; ``beat`` is None where a station has not divided its ground."""

    beat: Beat | None
    station: Station
    area_class: str


@dataclass(frozen=True, slots=True)
class PremisesHere:
    """A building near a point, with what a crew must know before it goes in."""

    code: str
    name: str
    kind: str
    lon: float
    lat: float
    metres: float
    entrances: list[dict[str, object]]
    hazards: list[str]
    access_notes: str
    key_holders: int


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """A division to load; ``parent`` is a code, empty at the top; no point, no name to find."""

    code: str
    name: str
    level: str
    parent: str = ""
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class TerritoryRow:
    """The ground of a station or beat to load, named by codes; rings of (lon, lat), outer first."""

    station: str
    rings: list[list[tuple[float, float]]]
    beat: str = ""
    area_class: str = "rural"


@dataclass(frozen=True, slots=True)
class AddressRow:
    """An address to load; division and beat by code."""

    code: str
    text: str
    lon: float
    lat: float
    street: str = ""
    division: str = ""
    beat: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class NameRow:
    """A landmark, junction or kilometre post to load; the beat by code."""

    code: str
    text: str
    lon: float
    lat: float
    detail: str = ""
    beat: str = ""


@dataclass(frozen=True, slots=True)
class KeyHolderRow:
    """Somebody who can open premises; ``post`` says in words who it is."""

    name: str
    telephone: str
    post: str = ""


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """A key-holder as shown to somebody with a purpose; the person is known by *subject*."""

    subject: UUID
    name: str
    telephone: str
    post: str
    # Nothing is shown of somebody whom two people must open first.
    is_sealed: bool = False


@dataclass(frozen=True, slots=True)
class PremisesRow:
    """A building or venue to load; the address by code."""

    code: str
    name: str
    kind: str
    lon: float
    lat: float
    address: str = ""
    entrances: list[dict[str, object]] = field(default_factory=list)
    hazards: list[str] = field(default_factory=list)
    access_notes: str = ""
    key_holders: list[KeyHolderRow] = field(default_factory=list)


class PlaceFinder(Protocol):
    """An engine that turns words into candidates."""

    def find(self, bureau: Bureau, text: str, context: Context, limit: int) -> Finding:
        """List the places that the words may mean, likeliest first."""
        ...

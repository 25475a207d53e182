"""What the call process makes: things that happen, and calls about them; times from the start."""

from dataclasses import dataclass
from typing import TypedDict

from tocsin.core.geo import Point


class TypeFacts(TypedDict):
    """An incident type in the call process.

    ``weight`` is its share among valid calls, ``where`` the sort of place, ``echo`` how many
    further calls one incident brings compared with other types, ``witness`` the share of these
    that come from other people, ``minutes`` the median time on scene; ``device`` and ``partner``
    are the shares of calls that a device or another agency makes.
    """

    code: str
    weight: float
    where: str
    hours: str
    week: str
    season: str
    echo: float
    witness: float
    minutes: float
    device: float
    partner: float
    words: list[str]


class UnmeantFacts(TypedDict):
    """Calls that need no unit: their rhythm and words."""

    hours: str
    week: str
    words: list[str]


class SourceFacts(TypedDict):
    """Names of alarm devices by incident type, and of agencies that pass calls on."""

    device: dict[str, str]
    partner: list[str]


class Phrases(TypedDict):
    """The plain content of the shipped file of callers' words."""

    types: list[TypeFacts]
    hours: dict[str, list[float]]
    week: dict[str, list[float]]
    season: dict[str, list[float]]
    unmeant: dict[str, UnmeantFacts]
    chase: list[str]
    sources: SourceFacts
    slots: dict[str, list[str]]
    places: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened and needs help: the truth behind one or more calls.

    ``address`` is a position in the county's addresses, -1 where there is none; ``calls`` counts
    all calls about it.
    """

    number: int
    at_seconds: float
    type_code: str
    point: Point
    address: int
    on_scene_seconds: float
    calls: int


@dataclass(frozen=True, slots=True)
class Fix:
    """Where the network says a caller is: about two in three lie within the uncertainty."""

    point: Point
    uncertainty_metres: float


@dataclass(frozen=True, slots=True)
class Call:
    """One contact asking for help, as it reaches the desk.

    ``channel`` is telephone, sms, web, device or partner; ``line`` is mobile or landline for a
    telephone, else empty. ``truth`` is what a call-taker will find out: valid, enquiry, repeat,
    silent or nuisance. ``happening`` is a position, -1 for calls about nothing. ``chases`` tells
    a repeat by the same caller from one by another witness. A telephone caller who is not
    answered hangs up after ``patience_seconds`` (None on other channels); ``abandoned`` marks one
    who hangs up before anybody could answer.
    """

    at_seconds: float
    channel: str
    line: str
    source: str
    telephone: str
    truth: str
    happening: int
    chases: bool
    point: Point
    fix: Fix | None
    place_words: str
    words: str
    patience_seconds: float | None
    abandoned: bool
    talk_seconds: float


@dataclass(frozen=True, slots=True)
class CallDraw:
    """One draw of the call process: what happened, and the calls in the order of time."""

    happenings: tuple[Happening, ...]
    calls: tuple[Call, ...]

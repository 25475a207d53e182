"""What a call-taker has written down: the place, the type, the words, the answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """Where it happened: the caller's words, what they were matched to, and the point."""

    lon: float
    lat: float
    text: str
    words: str = ""
    kind: str = ""
    code: str = ""
    # The how-manieth candidate it was, and how sure the finder was of the first.
    rank: int | None = None
    light: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A call as written down; to save it, only the place and the type are needed."""

    place: Place | None = None
    place_words: str = ""
    type_code: str = ""
    words: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    # How urgent the call-taker holds it to be; nothing leaves it to the type and the answers.
    priority: int | None = None

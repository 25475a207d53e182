"""Operations of the register of places for other programs."""

from dataclasses import asdict

from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from tocsin.kernel.access.api import Holders
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.errors import NotThere
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.places.aliases.access import aliases_within
from tocsin.registers.places.finder import suggest
from tocsin.registers.places.models import Alias
from tocsin.registers.places.pointing import KILOMETRE, Pointed, pointed_at
from tocsin.registers.places.states import AliasState

READERS = Holders(
    Role.CALL_TAKER,
    Role.DISPATCHER,
    Role.OFFICER,
    Role.COMMUNITY_OFFICER,
    Role.SUPERVISOR,
    Role.ADMINISTRATOR,
    Role.INTEGRATION,
)
router = Router(tags=["places"], auth=READERS)


class Words(Schema):
    """Words for a place, and where the caller seems to be."""

    text: str = Field(max_length=200)
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    limit: int = Field(8, ge=1, le=20)


class Here(Schema):
    """A point in degrees."""

    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)


class CandidateOut(Schema):
    """A place that the words may mean; ``metres`` from the point given.

    ``score`` says how sure it is, 0 to 1; the place is within ``radius_metres`` of the point;
    ``reasons`` are what speaks for it beside the words.
    """

    kind: str
    code: str
    text: str
    detail: str
    lon: float
    lat: float
    score: float
    metres: float | None
    radius_metres: float
    reasons: list[str]
    roughly: bool


class NearestOut(Schema):
    """The nearest named place, whose ground the point is on, and the road beside it.

    ``address`` is the code of the nearest door. ``side`` is a point of the compass, or ``on_it``;
    ``hand`` is left or right for those who go as the kilometres ascend.
    """

    kind: str
    code: str
    text: str
    metres: float
    lon: float
    lat: float
    station: str | None
    beat: str | None
    area_class: str | None
    address: str | None
    address_metres: float | None
    road: str | None
    road_metres: float | None
    side: str | None
    road_kilometre: float | None
    hand: str | None
    division: str


class AliasesAsked(Schema):
    """Which other names, and where the list goes on: behind the ``number`` of the last one."""

    state: AliasState = AliasState.VERIFIED
    after: int = Field(0, ge=0, le=2**62)
    limit: int = Field(200, ge=1, le=1000)


class AliasOut(Schema):
    """What callers call a place, which is known by its kind and code."""

    number: int = Field(alias="pk")
    kind: str
    code: str
    text: str
    words: str
    state: str
    version: int


@router.get("/suggest", response=list[CandidateOut], operation_id="places_suggest")
def suggested(request: SignedInRequest, words: Query[Words]) -> list[dict[str, object]]:
    """List the places that words may mean, likeliest first."""
    near = None if words.lon is None or words.lat is None else (words.lon, words.lat)
    found = suggest(request.user.bureau, words.text, near=near, limit=words.limit)
    return [asdict(candidate) for candidate in found]


@router.get("/nearest", response=NearestOut, operation_id="places_nearest")
def nearest(request: SignedInRequest, here: Query[Here]) -> dict[str, object]:
    """Name the place nearest to a point, the road beside it, and whose ground it is."""
    pointed = pointed_at(request.user.bureau, here.lon, here.lat)
    if pointed.nearest is None:
        raise NotThere(_("Nothing is named within two kilometres of this point."))
    return {**asdict(pointed.nearest), **around(pointed), **beside(pointed)}


def around(pointed: Pointed) -> dict[str, object]:
    """Say whose ground a point is on, and which door is nearest."""
    ground, address = pointed.ground, pointed.address
    return {
        "station": ground.station.code if ground else None,
        "beat": ground.beat.code if ground and ground.beat else None,
        "area_class": ground.area_class if ground else None,
        "address": address.code if address else None,
        "address_metres": address.metres if address else None,
        "division": pointed.division,
    }


def beside(pointed: Pointed) -> dict[str, object]:
    """Say beside which road a point lies, on which side, at which kilometre."""
    roadside, chainage = pointed.roadside, pointed.chainage
    return {
        "road": roadside.road if roadside else None,
        "road_metres": roadside.metres if roadside else None,
        "side": roadside.side.value if roadside else None,
        "road_kilometre": chainage.metres / KILOMETRE if chainage else None,
        "hand": chainage.hand.value if chainage and chainage.hand else None,
    }


@router.get("/aliases", response=list[AliasOut], operation_id="places_aliases")
def aliases(request: SignedInRequest, asked: Query[AliasesAsked]) -> list[Alias]:
    """List other names of places in one state, the oldest first."""
    rows = aliases_within(request.user).filter(state=asked.state, pk__gt=asked.after)
    return list(rows.order_by("pk")[: asked.limit])

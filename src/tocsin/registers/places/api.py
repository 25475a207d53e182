"""What other parts may ask of the register of places."""

from tocsin.core.roads.stretches import Direction
from tocsin.registers.places.aliases.offering import name_to_offer
from tocsin.registers.places.aliases.reading import (
    VerifiedAlias,
    aliases_stamp,
    verified_aliases,
)
from tocsin.registers.places.aliases.recording import record_alias
from tocsin.registers.places.changes import decide_change, propose_change
from tocsin.registers.places.closure_map import closures_drawn, roads_now
from tocsin.registers.places.closures import (
    Terms,
    change_closure,
    close_road,
    lift_closure,
    set_weather,
    tell_turns,
)
from tocsin.registers.places.exporting import export_addresses
from tocsin.registers.places.facts import (
    AddressRow,
    BeatHere,
    Candidate,
    Context,
    DivisionRow,
    Finding,
    KeyHolder,
    KeyHolderRow,
    NameRow,
    NearestPlace,
    PlaceFinder,
    PremisesHere,
    PremisesRow,
    TerritoryRow,
)
from tocsin.registers.places.finder import find, make_ready, suggest, use_finder
from tocsin.registers.places.ground import address_points, beat_at, place_at, premises_near
from tocsin.registers.places.importing import COLUMNS as ADDRESS_COLUMNS
from tocsin.registers.places.importing import import_addresses
from tocsin.registers.places.key_holders import key_holders_of
from tocsin.registers.places.loading import (
    load_addresses,
    load_divisions,
    load_junctions,
    load_kilometre_posts,
    load_landmarks,
    load_premises,
    load_territories,
)
from tocsin.registers.places.models import Closure, ClosureFacts
from tocsin.registers.places.pointing import Pointed, pointed_at
from tocsin.registers.places.pointing_words import PointTold, told
from tocsin.registers.places.roadmaps import (
    road_engine_at,
    road_network,
    save_roadmap,
    travel_times,
)
from tocsin.registers.places.roadrecord import RoadsOnRecord

ClosureKind = ClosureFacts.Kind

__all__ = [
    "ADDRESS_COLUMNS",
    "AddressRow",
    "BeatHere",
    "Candidate",
    "Closure",
    "ClosureKind",
    "Context",
    "Direction",
    "DivisionRow",
    "Finding",
    "KeyHolder",
    "KeyHolderRow",
    "NameRow",
    "NearestPlace",
    "PlaceFinder",
    "PointTold",
    "Pointed",
    "PremisesHere",
    "PremisesRow",
    "RoadsOnRecord",
    "Terms",
    "TerritoryRow",
    "VerifiedAlias",
    "address_points",
    "aliases_stamp",
    "beat_at",
    "change_closure",
    "close_road",
    "closures_drawn",
    "decide_change",
    "export_addresses",
    "find",
    "import_addresses",
    "key_holders_of",
    "lift_closure",
    "load_addresses",
    "load_divisions",
    "load_junctions",
    "load_kilometre_posts",
    "load_landmarks",
    "load_premises",
    "load_territories",
    "make_ready",
    "name_to_offer",
    "place_at",
    "pointed_at",
    "premises_near",
    "propose_change",
    "record_alias",
    "road_engine_at",
    "road_network",
    "roads_now",
    "save_roadmap",
    "set_weather",
    "suggest",
    "tell_turns",
    "told",
    "travel_times",
    "use_finder",
    "verified_aliases",
]

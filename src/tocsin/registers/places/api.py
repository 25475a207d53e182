"""What other parts may ask of the register of places."""

from tocsin.core.roads.stretches import Direction
from tocsin.registers.places.aliases.offering import name_to_offer
from tocsin.registers.places.aliases.reading import (
    VerifiedAlias,
    aliases_stamp,
    verified_aliases,
)
from tocsin.registers.places.aliases.recording import record_alias
from tocsin.registers.places.arrivals.deciding import decide_pair, keep_only_asked
from tocsin.registers.places.arrivals.facts import Arriving, Sorted, Tell, Weighed, silent
from tocsin.registers.places.arrivals.letting import let_in
from tocsin.registers.places.arrivals.showing import (
    PairShown,
    faults_within,
    pair_numbered,
    pairs_within,
)
from tocsin.registers.places.arrivals.showing import shown as pairs_shown
from tocsin.registers.places.arrivals.staging import forget as forget_arrivals
from tocsin.registers.places.arrivals.staging import stage
from tocsin.registers.places.arrivals.weighing import in_pairs, pair_up, weighed
from tocsin.registers.places.arrivals.words import WORDS as FAULT_WORDS
from tocsin.registers.places.arrivals.words import fault_words
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
from tocsin.registers.places.gathered import gathered_in, is_own_sheet
from tocsin.registers.places.ground import address_points, beat_at, place_at, premises_near
from tocsin.registers.places.importing import COLUMNS as ADDRESS_COLUMNS
from tocsin.registers.places.importing import addresses_in, column_label, import_addresses
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
from tocsin.registers.places.models import ArrivalFault, ArrivalPair, Closure, ClosureFacts
from tocsin.registers.places.pointing import Pointed, pointed_at
from tocsin.registers.places.pointing_words import PointTold, told
from tocsin.registers.places.retaining import (
    key_holders_kept,
    let_go_of_key_holder,
    premises_standings,
)
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
    "FAULT_WORDS",
    "AddressRow",
    "ArrivalFault",
    "ArrivalPair",
    "Arriving",
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
    "PairShown",
    "PlaceFinder",
    "PointTold",
    "Pointed",
    "PremisesHere",
    "PremisesRow",
    "RoadsOnRecord",
    "Sorted",
    "Tell",
    "Terms",
    "TerritoryRow",
    "VerifiedAlias",
    "Weighed",
    "address_points",
    "addresses_in",
    "aliases_stamp",
    "beat_at",
    "change_closure",
    "close_road",
    "closures_drawn",
    "column_label",
    "decide_change",
    "decide_pair",
    "export_addresses",
    "fault_words",
    "faults_within",
    "find",
    "forget_arrivals",
    "gathered_in",
    "import_addresses",
    "in_pairs",
    "is_own_sheet",
    "keep_only_asked",
    "key_holders_kept",
    "key_holders_of",
    "let_go_of_key_holder",
    "let_in",
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
    "pair_numbered",
    "pair_up",
    "pairs_shown",
    "pairs_within",
    "place_at",
    "pointed_at",
    "premises_near",
    "premises_standings",
    "propose_change",
    "record_alias",
    "road_engine_at",
    "road_network",
    "roads_now",
    "save_roadmap",
    "set_weather",
    "silent",
    "stage",
    "suggest",
    "tell_turns",
    "told",
    "travel_times",
    "use_finder",
    "verified_aliases",
    "weighed",
]

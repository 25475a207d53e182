"""The ground of the county: divisions, beats on the map, addresses, roads and other names."""

from tocsin.registers.places.models.aliases import Alias, AliasFacts, AliasHeard, AliasVersion
from tocsin.registers.places.models.arrivals import Arrival, ArrivalFault, ArrivalPair
from tocsin.registers.places.models.ground import (
    Address,
    AddressChange,
    AddressVersion,
    Division,
    Edition,
    Located,
    PlaceName,
    Premises,
    Territory,
)
from tocsin.registers.places.models.roads import (
    Closure,
    ClosureFacts,
    ClosureVersion,
    RoadMap,
    RoadWeather,
)

__all__ = [
    "Address",
    "AddressChange",
    "AddressVersion",
    "Alias",
    "AliasFacts",
    "AliasHeard",
    "AliasVersion",
    "Arrival",
    "ArrivalFault",
    "ArrivalPair",
    "Closure",
    "ClosureFacts",
    "ClosureVersion",
    "Division",
    "Edition",
    "Located",
    "PlaceName",
    "Premises",
    "RoadMap",
    "RoadWeather",
    "Territory",
]

"""What other parts of the system may use of the map import."""

from tocsin.adapters.osm.cache import load_engine, load_network
from tocsin.adapters.osm.errors import UnreadableExtract
from tocsin.adapters.osm.extract import (
    Address,
    Boundary,
    Extract,
    KilometrePost,
    Landmark,
    Place,
)
from tocsin.adapters.osm.reading import read_extract
from tocsin.adapters.osm.register import register_rows
from tocsin.adapters.osm.roads import Roads, read_roads

__all__ = [
    "Address",
    "Boundary",
    "Extract",
    "KilometrePost",
    "Landmark",
    "Place",
    "Roads",
    "UnreadableExtract",
    "load_engine",
    "load_network",
    "read_extract",
    "read_roads",
    "register_rows",
]

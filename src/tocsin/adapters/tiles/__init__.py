"""The base map: simple features cut into vector tiles and kept as one PMTiles file."""

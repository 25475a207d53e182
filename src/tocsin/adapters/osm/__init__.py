"""OpenStreetMap extracts (.osm.pbf), read into roads, places, addresses and map features."""

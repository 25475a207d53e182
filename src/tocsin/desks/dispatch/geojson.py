"""Points as maps read them."""

Feature = dict[str, object]


def feature(lon: float, lat: float, **properties: str | int | bool) -> Feature:
    """Write one point."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": properties,
    }

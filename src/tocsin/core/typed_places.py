"""Places as people type them."""

from math import isfinite

from tocsin.core.geo import Point

NORTHMOST, EASTMOST = 90.0, 180.0


def typed_place(text: str) -> Point | None:
    """Read ``latitude,longitude`` as people write and copy it; None where it is no place on earth.

    Examples
    --------
    >>> typed_place("35.21, 106.65"), typed_place("35.21，106.65")
    (Point(lon=106.65, lat=35.21), Point(lon=106.65, lat=35.21))
    >>> typed_place("106.65,35.21"), typed_place("35.21"), typed_place("nan,0")
    (None, None, None)
    """
    try:
        lat, lon = (float(part) for part in text.replace("\uff0c", ",").split(","))
    except ValueError:
        return None
    if not (isfinite(lat) and isfinite(lon)) or abs(lat) > NORTHMOST or abs(lon) > EASTMOST:
        return None
    return Point(lon, lat)

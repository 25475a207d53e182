"""Incidents and units as the map of the board shows them."""

from collections.abc import Sequence

from tocsin.desks.dispatch.board.units import BoardUnit, Group
from tocsin.desks.dispatch.geojson import Feature, feature
from tocsin.desks.dispatch.models import Incident


def features_of(
    incidents: Sequence[Incident],
    groups: Sequence[Group],
    selected: str,
    ways: Sequence[Feature] = (),
) -> Feature:
    """Write ways, incidents and units as GeoJSON for the map; no personal facts."""
    features = [*ways, *(incident_feature(incident, selected) for incident in incidents)]
    features += [
        unit_feature(one) for group in groups for one in group.units if one.fixed_at is not None
    ]
    return {"type": "FeatureCollection", "features": features}


def incident_feature(incident: Incident, selected: str) -> Feature:
    """Write one incident."""
    return feature(
        incident.lon,
        incident.lat,
        kind="incident",
        level=incident.priority,
        label=incident.place_text,
        number=incident.number,
        state=incident.state,
        selected=incident.number == selected,
        url=f"/dispatch/?open={incident.number}",
    )


def unit_feature(one: BoardUnit) -> Feature:
    """Write one unit where it was heard last."""
    return feature(
        one.unit.position.lon,
        one.unit.position.lat,
        kind="unit",
        state=one.status.value,
        label=one.unit.name,
        unit=one.unit.pk,
        stale=one.stale,
    )

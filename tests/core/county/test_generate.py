import re
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
import shapely
from scipy.ndimage import uniform_filter
from scipy.spatial import cKDTree

from tests.core.county.digest import digest
from tocsin.adapters.county.shipped import shipped_divisions
from tocsin.core.county import generate_county, read_facts
from tocsin.core.county.records import AddressForm, KilometrePost
from tocsin.core.geo import LocalPlane, Point, evenly_along, points_in_ring
from tocsin.core.roads import RoadClass

PLANE = LocalPlane(Point(106.62, 35.2))


def polygon(area):
    shell, *holes = (PLANE.to_metres(np.array(ring)) for ring in area.rings)
    return shapely.Polygon(shell, holes)


def all_different(values):
    return len(set(values)) == len(values)


def test_same_seed_gives_the_same_county_byte_for_byte(facts, one_county):
    assert digest(generate_county(facts, 1)) == digest(one_county)


def test_another_seed_gives_another_county_of_the_same_divisions(facts, one_county):
    other = generate_county(facts, 2)
    assert digest(other.addresses) != digest(one_county.addresses)
    assert [v.code for v in other.villages] == [v.code for v in one_county.villages]


def test_county_has_the_size_of_the_real_one(county):
    assert len(county.townships) == 11
    assert len(county.villages) == 129
    assert 55_000 <= len(county.addresses) <= 65_000
    assert len(county.beats) == 55
    assert len(county.stations) == 11
    assert len(county.officers) == 220
    assert 43 <= len(county.units) <= 48
    assert 400 <= len(county.landmarks) <= 700
    assert 300 <= len(county.premises) <= 600
    assert len(county.kilometre_posts) >= 100
    assert len(county.junctions) >= 150


def test_divisions_keep_their_real_codes_and_belong_to_their_township(county):
    assert all(re.fullmatch(r"620881\d{6}", v.code) for v in county.villages)
    assert all(v.code.startswith(v.parent) for v in county.villages)
    assert {v.parent for v in county.villages} == {t.code for t in county.townships}
    assert "东大街社区" in {v.name for v in county.villages}


def test_a_village_code_of_another_township_is_rejected(facts):
    divisions = shipped_divisions()
    divisions["townships"][0]["villages"].append({"code": "620881100001", "name": "北河村委会"})
    with pytest.raises(ValueError, match="620881100001"):
        read_facts(divisions, facts.words)


def test_every_address_lies_in_exactly_one_beat_and_that_beat_is_named(county):
    holding = np.zeros((len(county.beats), len(county.addresses)), dtype=bool)
    for number, beat in enumerate(county.beats):
        for ring in beat.area.rings:
            holding[number] ^= points_in_ring(county.addresses.lonlat, np.array(ring))
    assert (holding.sum(axis=0) == 1).all()
    assert (holding.argmax(axis=0) == county.addresses.beat).all()


def test_beats_tile_the_county(county):
    whole = polygon(county.outline)
    beats = [polygon(beat.area) for beat in county.beats]
    assert sum(beat.area for beat in beats) == pytest.approx(whole.area, rel=0.01)
    assert shapely.union_all(beats, grid_size=0.5).area == pytest.approx(whole.area, rel=0.001)
    assert 1_100e6 < whole.area < 1_300e6


def test_a_stations_ground_is_that_of_its_beats(county):
    for number, station in enumerate(county.stations):
        beats = [polygon(b.area).area for b in county.beats if b.station == number]
        assert len(beats) >= 2
        assert polygon(station.area).area == pytest.approx(sum(beats), rel=0.001)


def test_every_village_belongs_to_one_beat(county):
    members = [v for beat in county.beats for v in beat.villages]
    assert sorted(members) == list(range(129))


def test_roads_hang_together(county):
    assert county.network.node_count > 1_000
    assert (county.network.component == 0).all()


def test_every_address_and_landmark_is_near_a_road(county):
    roads = np.concatenate([evenly_along(way.points, 20.0) for way in county.ways])
    tree = cKDTree(PLANE.to_metres(roads))
    away, _ = tree.query(PLANE.to_metres(county.addresses.lonlat))
    assert away.max() < 200
    assert np.median(away) < 40
    places = np.array([mark.point for mark in county.landmarks])
    away, _ = tree.query(PLANE.to_metres(places))
    assert away.max() < 350


def test_roads_of_every_rank_carry_their_names(county):
    names: dict[RoadClass, set[str]] = {}
    for way in county.ways:
        names.setdefault(way.road_class, set()).add(way.name)
    assert names[RoadClass.TRUNK] == {"G344"}
    assert names[RoadClass.PRIMARY] <= {"S203", "S304"}
    assert all(re.fullmatch(r"X0\d\d", name) for name in names[RoadClass.SECONDARY])
    assert {"东大街", "西大街", "文化街", "瓷市街"} <= names[RoadClass.STREET]
    assert "" not in set().union(*names.values())


def test_roads_cross_rivers_on_bridges_only(county):
    rivers = shapely.union_all([shapely.LineString(river.line) for river in county.rivers])
    crossing = [w for w in county.ways if shapely.LineString(w.points).intersects(rivers)]
    assert len(crossing) >= 20
    assert all(way.bridge for way in crossing)


def test_roads_wind_with_the_land_without_doubling_the_way(county):
    trunk = [way.points for way in county.ways if way.road_class is RoadClass.TRUNK]
    metres = sum(np.hypot(*np.diff(PLANE.to_metres(p), axis=0).T).sum() for p in trunk)
    assert 40_000 < metres < 110_000


def test_villages_lie_lower_than_the_land_around(county):
    heights, corner, step = county.heights.metres, county.heights.corner, county.heights.step
    points = np.array([village.point for village in county.villages])
    column, row = np.rint((points - np.array(corner)) / np.array(step)).astype(int).T
    assert heights.min() > 1_000
    assert heights.max() < 2_800
    around = uniform_filter(heights, 25)
    assert (heights - around)[row, column].mean() < -25


def test_addresses_are_written_in_the_true_forms(county):
    forms = {
        AddressForm.RURAL: r".+[镇乡]\D+村\d+社\d+号",
        AddressForm.ROOM: r".+(街道|镇|乡).+小区\d+号楼\d单元\d{3}室",
        AddressForm.DOOR: r".+(街道|镇|乡)\D+[街路]\d+号",
    }
    for form, pattern in forms.items():
        texts = [county.addresses.text[i] for i in np.flatnonzero(county.addresses.form == form)]
        assert len(texts) > 3_000
        assert all(re.fullmatch(pattern, text) for text in texts)


def test_address_codes_begin_with_their_village(county):
    codes = [county.villages[v].code for v in county.addresses.village.tolist()]
    pairs = zip(county.addresses.code, codes, strict=True)
    assert all(code.startswith(village) and len(code) == 18 for code, village in pairs)


def test_every_village_has_addresses(county):
    assert set(county.addresses.village.tolist()) == set(range(129))


def test_names_and_codes_are_unique_where_they_must_be(county):
    assert all_different(county.addresses.code)
    assert all_different(county.addresses.text)
    assert all_different([(s.township, s.name) for s in county.streets])
    assert all_different(county.estates)
    for things, key in (
        (county.landmarks, "name"),
        (county.landmarks, "code"),
        (county.premises, "code"),
        (county.kilometre_posts, "name"),
        (county.junctions, "name"),
        (county.beats, "code"),
        (county.beats, "name"),
        (county.stations, "code"),
        (county.stations, "name"),
        (county.officers, "badge"),
        (county.officers, "name"),
        (county.units, "code"),
        (county.units, "name"),
    ):
        assert all_different([getattr(thing, key) for thing in things]), key


def test_kilometre_posts_rise_along_their_road_about_a_kilometre_apart(county):
    by_road: dict[str, list[KilometrePost]] = {}
    for post in county.kilometre_posts:
        by_road.setdefault(post.road, []).append(post)
    assert {"G344", "S203"} <= set(by_road)
    pairs = [pair for posts in by_road.values() for pair in pairwise(posts)]
    neighbours = [(a, b) for a, b in pairs if b.kilometre == a.kilometre + 1]
    ends = PLANE.to_metres(np.array([[a.point, b.point] for a, b in neighbours]))
    straight = np.hypot(*(ends[:, 0] - ends[:, 1]).T)
    # Hairpins bring neighbours close; nothing may bring them further apart than the road is long.
    assert straight.max() < 1_250
    assert np.median(straight) > 700


def test_junctions_lie_on_both_of_their_roads(county):
    at: dict[tuple[float, float], set[str]] = {}
    for way in county.ways:
        for lon, lat in way.points.tolist():
            at.setdefault((lon, lat), set()).add(way.name)
    assert all(set(one.roads) <= at[one.point] for one in county.junctions)


def test_premises_tell_of_gas_chlorine_and_dogs_and_have_a_way_in(county):
    hazards = {code for one in county.premises for code, _ in one.hazards}
    assert {"gas", "chlorine", "dogs", "fuel"} <= hazards
    assert all(one.entrances and one.access_note for one in county.premises)


def test_no_officer_is_on_two_units_in_one_shift(county):
    at_work = Counter((crew.shift, officer) for crew in county.crews for officer in crew.officers)
    assert max(at_work.values()) == 1


def test_every_unit_of_the_bureau_has_a_crew_and_something_runs_in_every_shift(county):
    manned = {crew.unit for crew in county.crews}
    assert manned == set(range(len(county.units)))
    for crew in county.crews:
        assert bool(crew.officers) == (county.units[crew.unit].kind != "partner")
    cars = {n for n, unit in enumerate(county.units) if unit.kind == "car"}
    assert all(len({c.unit for c in county.crews if c.shift == s} & cars) >= 11 for s in range(3))


def test_shifts_cover_the_day(county):
    spans = sorted((shift.starts, shift.ends) for shift in county.shifts)
    assert spans == [(0, 28_800), (28_800, 57_600), (57_600, 86_400)]


def test_force_has_each_kind_of_unit_and_role_the_desk_needs(county):
    kinds = {unit.kind for unit in county.units}
    assert kinds == {"car", "motorcycle", "foot", "dog_team", "drone_team", "mediator", "partner"}
    agencies = {unit.agency for unit in county.units if unit.kind == "partner"}
    assert {"fire", "ambulance", "power"} <= agencies
    beats = [officer.beat for officer in county.officers if officer.role == "community"]
    assert sorted(beats) == list(range(55))
    assert sum(officer.role == "call_taker" for officer in county.officers) >= 6

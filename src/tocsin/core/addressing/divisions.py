"""The published divisions as rows of a register: a tree that their codes tell.

The statistical codes have two figures for a province, four for a city, six for a county, nine for a
township and twelve for a village; each begins with the code of what it lies in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tocsin.core.geo import Point

Row = tuple[str, str, str, str, str, str, str]
LEVELS = {2: "prov", 4: "city", 6: "county", 9: "town", 12: "village"}
PAST = "history"
# Names that stand for no place: the districts of a city, directly ruled counties.
NO_PLACE = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


def pairs_in_table(
    heading: Sequence[str], rows: Iterable[Sequence[str]]
) -> Iterator[tuple[str, str]]:
    """List codes and names from columns such as village_code and village.

    >>> heading = ["town_code", "town", "county_code"]
    >>> list(pairs_in_table(heading, [["620881101", "安口镇", "620881"]]))
    [('620881101', '安口镇')]
    """
    pairs = [
        (heading.index(f"{name}_code"), place)
        for place, name in enumerate(heading)
        if f"{name}_code" in heading
    ] or [(heading.index("code"), heading.index("name"))]
    for row in rows:
        for code, name in pairs:
            yield row[code], row[name]


def pairs_in_tree(tree: object) -> Iterator[tuple[str, str]]:
    """List codes and names wherever a nested description has both, but for those of the past.

    >>> list(pairs_in_tree({"county": {"code": "620881", "name": "华亭市", "towns": []}}))
    [('620881', '华亭市')]
    """
    if isinstance(tree, Mapping):
        code, name = tree.get("code"), tree.get("name")
        if isinstance(code, str) and isinstance(name, str):
            yield code, name
        for key, below in tree.items():
            if not str(key).endswith(PAST):
                yield from pairs_in_tree(below)
    elif isinstance(tree, list):
        for below in tree:
            yield from pairs_in_tree(below)


def division_rows(
    pairs: Iterable[tuple[str, str]], point: Point, wrong: list[tuple[str, str]]
) -> list[Row]:
    """Write divisions as rows, the largest first, all at one point; list codes that are none.

    >>> wrong = []
    >>> pairs = [("620881", "华亭市"), ("62", "甘肃省"), ("7", "?")]
    >>> rows = division_rows(pairs, Point(106.6, 35.2), wrong)
    >>> [row[:4] for row in rows], wrong
    ([('62', '', 'prov', '甘肃省'), ('620881', '62', 'county', '华亭市')], [('7', '?')])
    """
    known: dict[str, str] = {}
    for code, name in pairs:
        if len(code) not in LEVELS or not code.isdigit() or not name.strip():
            wrong.append((code, name))
        elif name not in NO_PLACE:
            known.setdefault(code, name.strip())
    lon, lat = str(point.lon), str(point.lat)
    ordered = sorted(known, key=lambda code: (len(code), code))
    return [
        (code, _parent(code, known), LEVELS[len(code)], known[code], lon, lat, "")
        for code in ordered
    ]


def _parent(code: str, known: Mapping[str, str]) -> str:
    shorter = (code[:length] for length in sorted(LEVELS, reverse=True) if length < len(code))
    return next((one for one in shorter if one in known), "")

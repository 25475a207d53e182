"""Looks that are odd together: many readers of one person, and one reader of very many."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from tocsin.core.accesses.patterns import Hit, Pattern, Rules
from tocsin.core.accesses.record import Look, Record, Span

# A median absolute deviation is this much smaller than a normal spread (Rousseeuw and Croux, 1993).
TO_NORMAL = 1.4826


def many_readers(record: Record, week: Span, rules: Rules) -> Iterator[Hit]:
    """Find those who looked this week at somebody whom many have looked at; measured in readers."""
    readers: defaultdict[str, set[int]] = defaultdict(set)
    for look in record.during(Span(week.until - rules.crowd_within, week.until)):
        readers[look.person].add(look.officer)
    crowded = {person for person, who in readers.items() if len(who) >= rules.many_readers}
    found: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for look in record.during(week):
        if look.person in crowded:
            found[look.person, look.officer].append(look.number)
    for (person, officer), looks in found.items():
        yield Hit(Pattern.MANY_READERS, officer, looks, len(readers[person]))


def slow_scraping(record: Record, week: Span, rules: Rules) -> Iterator[Hit]:
    """Find those who looked at far more people in four weeks than others who do the same work.

    Far is measured in spreads above the middle of the others; a spread is a robust one, and never
    less than that of counts of chance.
    """
    read: defaultdict[int, set[str]] = defaultdict(set)
    for look in record.during(Span(week.until - rules.scraping_over, week.until)):
        read[look.officer].add(look.person)
    counts = {officer: len(people) for officer, people in read.items()}
    latest: defaultdict[int, list[Look]] = defaultdict(list)
    for look in record.during(week):
        latest[look.officer].append(look)
    for officer, looks in latest.items():
        if counts[officer] < rules.scraping_persons:
            continue
        far = spreads_above(counts, officer, record, rules)
        if far > rules.scraping_spreads:
            yield Hit(Pattern.SLOW_SCRAPING, officer, [look.number for look in looks], far)


def spreads_above(counts: Mapping[int, int], officer: int, record: Record, rules: Rules) -> float:
    """Say how far above the others an officer reads: those of the same work, else everybody."""
    work = record.readers[officer].work
    others = [count for one, count in counts.items() if one != officer]
    same = [n for one, n in counts.items() if one != officer and record.readers[one].work == work]
    peers = np.array(same if len(same) >= rules.scraping_peers else others, dtype=float)
    if not peers.size:
        return 0.0
    middle = float(np.median(peers))
    robust = TO_NORMAL * float(np.median(np.abs(peers - middle)))
    spread = max(robust, float(np.sqrt(middle)), 1.0)
    return (counts[officer] - middle) / spread

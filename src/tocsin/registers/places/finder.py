"""Finding places by the words of a caller, while they are typed and when they are whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db import connection

from tocsin.core.addressing.answering import Answered, Question
from tocsin.core.addressing.confidence import AMBER_FROM, GREEN_FROM, Light
from tocsin.core.addressing.placing import SMALLEST, Reason
from tocsin.core.addressing.priors import NOTHING, Circumstances, told
from tocsin.core.geo import Point, metres_between
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.places.facts import Candidate, Context, Finding, PlaceFinder
from tocsin.registers.places.finding.asking import WIDE, Offered, Ready
from tocsin.registers.places.finding.edition import NO_EDITION
from tocsin.registers.places.finding.holder import indexes
from tocsin.registers.places.finding.texts import holding
from tocsin.registers.places.finding.tree import ADDRESS, LONGEST_CODE, PREMISES
from tocsin.registers.places.ground import rings_of_beat
from tocsin.registers.places.models import PlaceName, Premises
from tocsin.registers.places.roadground import BureauRoads

LONGEST_QUERY, MOST_LISTED = 200, 30
# What is less sure is not worth reading, and nobody can be sent to a whole county.
LEAST = 0.05
# Kinds that stand in a table; one of them that is not there is gone.
GONE_UNLESS_KNOWN = frozenset({*PlaceName.Kind.values, PREMISES})
NOWHERE = Finding([], Light.RED.value, Question.WHERE_ABOUTS.value)
NO_CONTEXT = Context()
# Written out, because it is asked with every key that is typed; with the edition in force.
REGISTERED = """
    SELECT edition.number, named.kind, named.code, named.text, named.detail
    FROM places_edition AS edition
    LEFT JOIN (
        unnest(%s::text[], %s::text[]) AS asked (kind, code)
        JOIN places_placename AS named USING (kind, code)
    ) ON named.bureau_id = edition.bureau_id
    WHERE edition.bureau_id = %s
"""
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class IndexFinder:
    """Asks the index of a bureau what was meant, and what may be meant so far."""

    def find(self, bureau: Bureau, text: str, context: Context, limit: int) -> Finding:
        """List the places that the words may mean, likeliest first."""
        words = text[:LONGEST_QUERY].strip()
        if not words:
            return NOWHERE
        # Which edition is in force is read with the texts; it seldom is another than a moment ago.
        ready, here = indexes.latest(bureau.pk), circumstances(bureau, context)
        finding, edition = found_in(ready, bureau, words, here, limit)
        if edition != ready.edition:
            now = indexes.at(bureau.pk, edition)
            if now is not ready:
                finding, _edition = found_in(now, bureau, words, here, limit)
        return finding


def circumstances(bureau: Bureau, context: Context) -> Circumstances:
    """Write what a desk knows in the terms of the core."""
    if context == NO_CONTEXT:
        return NOTHING
    return Circumstances(
        caller=Point(*context.near) if context.near else None,
        caller_metres=context.near_metres,
        beat=rings_of_beat(bureau, context.beat_id) if context.beat_id else (),
        incidents=tuple(Point(*one) for one in context.incidents),
    )


def found_in(
    ready: Ready, bureau: Bureau, words: str, here: Circumstances, limit: int
) -> tuple[Finding, int]:
    """List what words may mean by an index, likeliest first, and which edition is in force."""
    answered = ready.answer(words, limit, here, BureauRoads(bureau))
    found = answers_in(ready, answered)
    offers: list[Candidate] = []
    # A number at the end may still go on.
    if not found or found[0].score < GREEN_FROM or words[-1].isdigit():
        offers = offered(ready.complete(words, limit, here))
    listed = merged(found, offers)
    known, edition = registered(bureau, listed)
    finding = judged(described(listed, known, here)[:limit], answered, offers)
    lit = [replace(one, light=finding.light) for one in finding.candidates]
    return replace(finding, candidates=lit), edition


def answers_in(ready: Ready, answered: Answered) -> list[Candidate]:
    """Write answers as candidates."""
    found = []
    for one in answered.answers:
        if one.confidence < LEAST or one.level in WIDE:
            continue
        kind, _, code = one.code.partition(":")
        place, text = one.place, ready.text_of(one)
        candidate = Candidate(kind, code, text, "", place.lon, place.lat, one.confidence)
        roughly = place.reason not in {Reason.REGISTERED, Reason.AROUND_IT}
        found.append(replace(candidate, radius_metres=place.radius_metres, roughly=roughly))
    return found


def offered(offers: list[Offered]) -> list[Candidate]:
    """Write what goes on like the typed words as candidates, each as likely as the others."""
    share = round(1.0 / (len(offers) + 1), 4)
    found = []
    for one in offers:
        kind, _, code = one.identity.partition(":")
        found.append(Candidate(kind, code, one.text, "", one.lon, one.lat, share))
    return [replace(one, radius_metres=SMALLEST) for one in found]


def merged(found: list[Candidate], offers: list[Candidate]) -> list[Candidate]:
    """Put what fits well first, then what goes on like the words, then the rest; each once."""
    fitting = [one for one in found if one.score >= AMBER_FROM]
    best: dict[Key, Candidate] = {}
    for one in (*fitting, *offers, *found):
        best.setdefault((one.kind, one.code), one)
    return list(best.values())


def described(
    candidates: list[Candidate], known: Mapping[Key, tuple[str, str]], here: Circumstances
) -> list[Candidate]:
    """Write candidates as the register has them; what it no longer has is left out."""
    found = []
    for one in candidates:
        text, detail = known.get((one.kind, one.code), ("", ""))
        if not text and one.kind in GONE_UNLESS_KNOWN:
            continue
        point = Point(one.lon, one.lat)
        metres = metres_between(here.caller, point) if here.caller else None
        reasons = tuple(favour.value for favour in told(here, point))
        code = one.code[:LONGEST_CODE]
        found.append(
            replace(
                one,
                code=code,
                text=text or one.text,
                detail=detail,
                metres=metres,
                reasons=reasons,
            )
        )
    return found


def registered(
    bureau: Bureau, candidates: Iterable[Candidate]
) -> tuple[dict[Key, tuple[str, str]], int]:
    """Read the text and the detail of candidates, and which edition is in force."""
    kinds, codes = [one.kind for one in candidates], [one.code for one in candidates]
    edition, known = NO_EDITION, dict[Key, tuple[str, str]]()
    with connection.cursor() as cursor:
        cursor.execute(REGISTERED, [kinds, codes, bureau.pk])
        for number, kind, code, text, detail in cursor.fetchall():
            edition = int(number)
            if code is not None:
                known[kind, code] = text, detail
    if any(one.kind == PREMISES for one in candidates):
        standing = Premises.objects.filter(bureau=bureau, code__in=codes, retired_at=None)
        known |= {
            (PREMISES, code): (name, "") for code, name in standing.values_list("code", "name")
        }
    return known, edition


def judged(candidates: list[Candidate], answered: Answered, offers: list[Candidate]) -> Finding:
    """Say how sure the first candidate is, and what to ask next."""
    if not candidates:
        return NOWHERE
    if candidates[0].score >= GREEN_FROM and answered.light is Light.GREEN:
        return Finding(candidates, Light.GREEN.value, Question.NOTHING.value)
    question, several = answered.question, len(candidates) > 1
    if not offers and answered.light is Light.RED:
        asked = Question.WHERE_ABOUTS if question is Question.NOTHING else question
        return Finding(candidates, Light.RED.value, asked.value)
    if offers or question not in {Question.WHICH_NUMBER, Question.WHICH_NAME}:
        question = Question.WHICH_OF_THESE if several else Question.NOTHING
    return Finding(candidates, Light.AMBER.value, question.value)


_in_use: list[PlaceFinder] = [IndexFinder()]


def use_finder(finder: PlaceFinder) -> None:
    """Put another engine in place; wired once, when the system starts."""
    _in_use[0] = finder


def make_ready(bureau: Bureau) -> None:
    """Open the index of a bureau before somebody asks; one that is open is left as it is."""
    indexes.of(bureau.pk).open()


def find(bureau: Bureau, text: str, context: Context = NO_CONTEXT, *, limit: int = 8) -> Finding:
    """Find the places of a bureau that the words may mean, and say how sure that is."""
    return _in_use[0].find(bureau, text, context, limit)


def suggest(
    bureau: Bureau, text: str, *, near: tuple[float, float] | None = None, limit: int = 8
) -> list[Candidate]:
    """List the places of a bureau that the words may mean, likeliest first."""
    return find(bureau, text, Context(near), limit=limit).candidates


def listed(bureau: Bureau, words: str, context: Context = NO_CONTEXT) -> list[Candidate]:
    """List what words mean in the register and, where that is no address, those that hold them."""
    words = words.strip()
    found = find(bureau, words, context, limit=MOST_LISTED).candidates
    if not words or any(one.kind == ADDRESS for one in found):
        return found
    addresses = [
        Candidate(ADDRESS, one.code, one.text, "", one.lon, one.lat, 0.0)
        for one in holding(bureau, words, MOST_LISTED)
    ]
    return [*found, *addresses][:MOST_LISTED]

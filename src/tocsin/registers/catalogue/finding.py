"""Ranks types and pages by how close they come to what was typed."""

import re
import unicodedata
from collections.abc import Sequence
from typing import TypeVar

from tocsin.registers.catalogue.models import Entry, IncidentType, KnowledgePage

Row = TypeVar("Row", bound=Entry)
LONGEST = 200
FAR = 99
FEWEST_INITIALS, FEWEST_LETTERS = 2, 3
FIRST_IDEOGRAPH = "\u2e80"
LATIN_WORD = re.compile(r"[a-z0-9-]{2,}")
LATIN_TITLE_WORD = re.compile(r"[a-z0-9-]{4,}")


def typed(text: str) -> str:
    """Bring typed text to one form: full-width letters narrowed, lower case, no outer blanks."""
    return unicodedata.normalize("NFKC", text[:LONGEST]).casefold().strip()


def rank_types(types: Sequence[IncidentType], text: str) -> list[IncidentType]:
    """List the types that fit, closest first; with nothing typed, all in their order."""
    wanted = typed(text)
    if not wanted:
        return list(types)
    ranked = [(closeness(kind, wanted), kind.code, kind) for kind in types]
    return [kind for (rank, _words), _code, kind in sorted(ranked, key=order) if rank < FAR]


def order(ranked: tuple[tuple[int, int], str, IncidentType]) -> tuple[tuple[int, int], str]:
    """Order by closeness, then code."""
    return ranked[0], ranked[1]


def closeness(kind: IncidentType, wanted: str) -> tuple[int, int]:
    """Say how close a type comes (smaller is closer), and minus how much of it is said."""
    letters = re.sub(r"[^a-z0-9]", "", wanted)
    name, english = typed(kind.name_zh), kind.name_en.casefold()
    said = sum(word in wanted for word in kind.match_words)
    tests = (
        wanted in {kind.code, name, english},
        bool(letters) and letters == kind.initials,
        kind.code.startswith(wanted),
        name.startswith(wanted),
        bool(letters) and letters == wanted and kind.initials.startswith(letters),
        english.startswith(wanted),
        wanted in name or name in wanted,
        any(word.startswith(wanted) for word in english.split()),
        said > 0,
        any(wanted in word for word in kind.match_words),
        letters == wanted and kind.pinyin.startswith(letters),
        wanted in english,
        len(letters) >= FEWEST_INITIALS and letters == wanted and letters in kind.initials,
        len(letters) >= FEWEST_LETTERS and letters == wanted and letters in kind.pinyin,
    )
    overlap = said + len(pairs(wanted) & pairs(name))
    return next((rank for rank, passed in enumerate(tests) if passed), FAR), -overlap


def keep_matching(rows: Sequence[Row], text: str) -> list[Row]:
    """Keep the rows whose code or name holds what was typed, in their order."""
    wanted = typed(text)
    return [row for row in rows if wanted in typed(f"{row.code} {row.name_zh} {row.name_en}")]


def rank_pages(pages: Sequence[KnowledgePage], text: str) -> list[KnowledgePage]:
    """List the pages that may answer an enquiry, the likeliest first."""
    wanted = typed(text)
    if not wanted:
        return list(pages)
    scored = [(-likelihood(page, wanted), page.position, page.code, page) for page in pages]
    return [page for score, *_place, page in sorted(scored, key=lambda s: s[:3]) if score < 0]


def likelihood(page: KnowledgePage, wanted: str) -> int:
    """Weigh how far the names, keywords and text of a page meet an enquiry."""
    name = typed(page.name_zh)
    spoken = set(LATIN_WORD.findall(wanted))
    chinese = [typed(word) for word in page.keywords_zh]
    keywords = {part for word in page.keywords_en for part in typed(word).split()}
    title = set(LATIN_TITLE_WORD.findall(page.name_en.casefold()))
    return (
        6 * (wanted in name or name in wanted)
        + 4 * sum(word in wanted for word in chinese)
        + 2 * sum(wanted in word for word in chinese if word != wanted)
        + 3 * len(spoken & keywords)
        + len((spoken - keywords) & title)
        + len(pairs(wanted) & pairs(name))
        + (len(wanted) > 1 and wanted in typed_long(page.body_zh))
    )


def typed_long(text: str) -> str:
    """Bring a whole text to the form of typed text."""
    return unicodedata.normalize("NFKC", text).casefold()


def pairs(text: str) -> set[str]:
    """Take each two neighbouring Chinese characters."""
    return {
        text[i : i + 2] for i in range(len(text) - 1) if min(text[i : i + 2]) >= FIRST_IDEOGRAPH
    }

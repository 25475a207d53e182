"""Other ways to find an address, over the same normalised texts, each as far as it is installed."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np

from tocsin.core.addressing.sounds import readings

Ask = Callable[[str], list[int]]
MOST = 5
HAN = range(0x3400, 0xA000)


@dataclass(frozen=True, slots=True)
class Peer:
    """One other way: what it is, whether it can be had here, and how one asks it."""

    key: str
    name: str
    needs: str
    prepare: Callable[[Sequence[str]], Ask]

    @property
    def can_be_had(self) -> bool:
        """Say whether what it needs is installed."""
        if self.needs.isupper():
            return self.needs in os.environ
        return find_spec(self.needs) is not None


def rapidfuzz_ratio(texts: Sequence[str]) -> Ask:
    """Compare with every text by the ratio of what both have."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - a peer, and only when measured

    def ask(words: str) -> list[int]:
        found = process.extract(words, texts, scorer=fuzz.ratio, limit=MOST)
        return [place for _text, _score, place in found]

    return ask


def sqlite_trigrams(texts: Sequence[str]) -> Ask:
    """Search the trigrams of SQLite's full-text index, ranked by BM25."""
    kept = sqlite3.connect(":memory:")
    kept.execute("CREATE VIRTUAL TABLE place USING fts5(text, tokenize='trigram')")
    kept.executemany("INSERT INTO place(rowid, text) VALUES (?, ?)", enumerate(texts))

    def ask(words: str) -> list[int]:
        parts = {words[at : at + 3] for at in range(len(words) - 2)}
        if not parts:
            return []
        wanted = " OR ".join(f'"{part}"' for part in sorted(parts))
        found = kept.execute(
            "SELECT rowid FROM place WHERE place MATCH ? ORDER BY rank LIMIT ?", (wanted, MOST)
        )
        return [row[0] for row in found]

    return ask


def tantivy_pairs(texts: Sequence[str]) -> Ask:
    """Search single characters, pairs of them, and their sounds in a Tantivy index."""
    import tantivy  # noqa: PLC0415 - a peer, and only when measured

    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("place", stored=True)
    builder.add_text_field("tokens", tokenizer_name="whitespace")
    index = tantivy.Index(builder.build())
    writer = index.writer(200_000_000, 1)
    for place, text in enumerate(texts):
        writer.add_document(tantivy.Document(place=place, tokens=" ".join(tokens(text))))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(words: str) -> list[int]:
        wanted = [
            (tantivy.Occur.Should, tantivy.Query.term_query(index.schema, "tokens", token))
            for token in tokens(words)
        ]
        if not wanted:
            return []
        hits = searcher.search(tantivy.Query.boolean_query(wanted), MOST).hits
        return [searcher.doc(address)["place"][0] for _score, address in hits]

    return ask


def tokens(text: str) -> Iterator[str]:
    """Give characters, pairs of characters and sounds as tokens.

    >>> len(list(tokens("安康")))
    5
    """
    yield from text
    yield from (text[at : at + 2] for at in range(len(text) - 1))
    sounds = readings()[np.array([min(ord(sign), 0xFFFF) for sign in text], dtype=np.int64), 0]
    yield from (
        f"{sound}_" for sign, sound in zip(text, sounds.tolist(), strict=True) if ord(sign) in HAN
    )


def pg_trigrams(texts: Sequence[str]) -> Ask:
    """Ask PostgreSQL for the nearest by trigrams."""
    import psycopg  # noqa: PLC0415 - only when measured

    kept = psycopg.connect(os.environ["TOCSIN_DATABASE_URL"], autocommit=True)
    kept.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    kept.execute("CREATE TEMPORARY TABLE spoken_place (place integer, text text)")
    with kept.cursor().copy("COPY spoken_place FROM STDIN") as rows:
        for row in enumerate(texts):
            rows.write_row(row)
    kept.execute("CREATE INDEX ON spoken_place USING gist (text gist_trgm_ops(siglen=64))")
    kept.execute("ANALYZE spoken_place")

    def ask(words: str) -> list[int]:
        found = kept.execute(
            "SELECT place FROM spoken_place ORDER BY text <-> %s LIMIT %s", (words, MOST)
        )
        return [row[0] for row in found]

    return ask


PEERS = (
    Peer("rapidfuzz", "RapidFuzz ratio, all entries", "rapidfuzz", rapidfuzz_ratio),
    Peer("sqlite", "SQLite FTS5 trigrams", "sqlite3", sqlite_trigrams),
    Peer("postgres", "pg_trgm nearest neighbours", "TOCSIN_DATABASE_URL", pg_trigrams),
    Peer("tantivy", "tantivy, characters 1-2 and pinyin", "tantivy", tantivy_pairs),
)

"""The files that come with Tocsin: real divisions, and invented words for a demonstration."""

import json
from importlib.resources import files

from tocsin.core.county import DivisionFacts, Facts, Words, read_facts
from tocsin.core.county.callrecords import Phrases

FOLDER = files("tocsin.adapters.county") / "data"


def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def shipped_divisions() -> DivisionFacts:
    """Read the real divisions and the outline of the county, with their sources."""
    divisions: DivisionFacts = json.loads(_text("huating.json"))
    return divisions


def shipped_facts() -> Facts:
    """Read the facts and words from which the demonstration county is generated."""
    words: Words = json.loads(_text("words.json"))
    return read_facts(shipped_divisions(), words)


def shipped_phrases() -> Phrases:
    """Read the words, shares and rhythms of the callers of the demonstration county."""
    phrases: Phrases = json.loads(_text("phrases.json"))
    return phrases

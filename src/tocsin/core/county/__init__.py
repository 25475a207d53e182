"""A plausible county from real division names, a few words and a seed; nothing reads a file."""

from tocsin.core.county.facts import DivisionFacts, Facts, Words, read_facts
from tocsin.core.county.generate import generate_county
from tocsin.core.county.records import County

__all__ = ["County", "DivisionFacts", "Facts", "Words", "generate_county", "read_facts"]

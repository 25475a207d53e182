"""Which acts need two people; each part of the system names its own."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from tocsin.kernel.accounts.api import Officer, Role
from tocsin.kernel.two_person.models import Proposal

Word = str | int | list[str] | list[int]
Words = Mapping[str, Word]
CarryOut = Callable[[Proposal, Officer, datetime], None]


def nothing_else(_bureau_id: int, _words: Words) -> str:
    """Bind a proposal to its words and its count alone."""
    return ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of act: who may propose and approve it, what it touches, and how it is done."""

    name: str
    label: str | Promise
    proposes: frozenset[Role]
    approves: frozenset[Role]
    # How many rows it would touch now, in a bureau, with these words.
    rows: Callable[[int, Words], int]
    # What it does, in a whole sentence.
    told: Callable[[Proposal], str]
    carry_out: CarryOut
    # Done with the approval; otherwise the proposer carries it out afterwards.
    at_once: bool = True
    # What it is bound to besides: a hash of what it would touch now.
    state: Callable[[int, Words], str] = nothing_else
    # What is committed before it is carried out, as looks are; says how to carry it out then.
    before: Callable[[Proposal, Officer, datetime], CarryOut] | None = None
    # A command does it, with the number of the proposal; no page does.
    at_console: bool = False
    # Which word is the user name of the officer whom it favours, where there is one.
    for_whom: str = ""

    @property
    def seen_by(self) -> frozenset[Role]:
        """Who sees proposals of the kind."""
        return self.proposes | self.approves


_KINDS: dict[str, Kind] = {}


def needs_two(kind: Kind) -> Kind:
    """Put a kind on the list; a name stands there once."""
    if kind.before is not None and kind.at_once:
        raise ValueError(f"{kind.name} is prepared by its proposer, so not done with the approval.")
    if _KINDS.setdefault(kind.name, kind) is not kind:
        raise ValueError(f"Two kinds of acts are called {kind.name}.")
    return kind


def kind_of(proposal: Proposal) -> Kind:
    """Return the kind of a proposal."""
    return _KINDS[proposal.kind]


def kinds() -> list[Kind]:
    """List every kind."""
    return list(_KINDS.values())


def digest_of(*, kind: str, bureau_id: int, words: Words, rows: int, state: str = "") -> str:
    """Hash what is to be done and how many rows it touches, in one way of writing it."""
    told: dict[str, object] = {"act": kind, "bureau": bureau_id, "rows": rows, "words": words}
    if state:
        told["state"] = state
    written = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()

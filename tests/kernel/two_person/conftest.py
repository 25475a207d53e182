"""An act of tests that needs two people: it empties a drawer."""

from dataclasses import dataclass, field

import pytest

from tocsin.kernel.accounts.api import Role
from tocsin.kernel.two_person import kinds
from tocsin.kernel.two_person.api import Kind, needs_two


@dataclass
class Drawer:
    """Something of which there are so many, and how often it was emptied."""

    papers: int = 3
    emptied: list[int] = field(default_factory=list)
    kind: Kind | None = None


def emptying(drawer: Drawer, *, at_once: bool = True, name: str = "drawer") -> Kind:
    """Make the kind of act that empties a drawer."""
    return Kind(
        name=name,
        label="Empty a drawer",
        proposes=frozenset({Role.SUPERVISOR}),
        approves=frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}),
        rows=lambda _bureau, _words: drawer.papers,
        told=lambda proposal: f"Empty the drawer {proposal.words['drawer']}",
        carry_out=lambda proposal, _actor, _at: drawer.emptied.append(proposal.pk),
        at_once=at_once,
    )


@pytest.fixture
def drawer(monkeypatch):
    monkeypatch.setattr(kinds, "_KINDS", {})
    made = Drawer()
    made.kind = needs_two(emptying(made))
    return made


@pytest.fixture
def later(monkeypatch):
    """A drawer that its proposer empties after the approval."""
    monkeypatch.setattr(kinds, "_KINDS", {})
    made = Drawer()
    made.kind = needs_two(emptying(made, at_once=False))
    return made

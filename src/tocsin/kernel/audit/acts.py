"""The register of acts: what may be written into the trail, and which facts each may carry."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Act:
    """A kind of act; only its named facts may be recorded with it, none of them personal."""

    name: str
    label: str | Promise
    facts: frozenset[str]


_REGISTER: dict[str, Act] = {}


def act(name: str, label: str | Promise, *facts: str) -> Act:
    """Register a kind of act; a name is registered once."""
    if name in _REGISTER:
        raise ValueError(f"The act {name} is already registered.")
    _REGISTER[name] = made = Act(name, label, frozenset(facts))
    return made


def registered() -> dict[str, Act]:
    """List every kind of act by its name."""
    return dict(_REGISTER)

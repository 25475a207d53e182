"""Every address and every operation, found where they are declared, and who may pass each."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import Operation

from tocsin.kernel.access.api import Holders, Policy, policy_for_name, policy_of
from tocsin.project.api import api

WORD = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>([^)]*)\)|\{(\w+)\}")
CHOICES = re.compile(r"\w+(\|\w+)*")
PREFIX = "api/v1"
# A view lets its methods be known by refusing one that no view takes.
ASKED_FOR_METHODS = "PATCH"
# The programming interface says in the operation, not in the address, of what kind a word is.
ANY = "any"
FILLED = {"int": str(2**31 - 9), "uuid": "00000000-0000-0000-0000-00000000dead", "str": "nowhere"}


@dataclass(frozen=True, slots=True)
class Word:
    """A place in an address where a thing is named: by which kind of value, after which words."""

    name: str
    kind: str
    before: str


@dataclass(frozen=True, slots=True)
class Door:
    """An address or an operation, and whom it admits."""

    name: str
    pattern: str
    method: str
    policy: Policy
    guarded: object = field(compare=False)

    @property
    def for_programs(self) -> bool:
        """Say whether it is an operation of the programming interface."""
        return isinstance(self.guarded, Operation)

    @property
    def grave(self) -> bool:
        """Say whether it opens only to somebody who has just shown who they are."""
        return bool(getattr(self.guarded, "is_grave", False))

    @property
    def words(self) -> Sequence[Word]:
        """List the words of the address that name things."""
        return [
            Word(
                found[2] or found[3] or found[5],
                found[1] or (ANY if found[5] else "str"),
                self.pattern[: found.end()],
            )
            for found in WORD.finditer(self.pattern)
            if not CHOICES.fullmatch(found[4] or "")
        ]

    def address(self, values: Mapping[str, str]) -> str:
        """Fill the words in; what has no value names nothing that is there."""

        def fill(found: re.Match[str]) -> str:
            if CHOICES.fullmatch(found[4] or ""):
                return str(found[4]).partition("|")[0]
            name = found[2] or found[3] or found[5]
            return values.get(name, FILLED.get(found[1] or "str", FILLED["str"]))

        return "/" + WORD.sub(fill, self.pattern).strip("^$").replace("\\Z", "")


def pages() -> Iterator[Door]:
    """Walk the resolver through every page of ours; the method is found out later."""
    for name, pattern, part in walked(get_resolver(), "", ()):
        policy = policy_of(part.callback) or policy_for_name(name)
        if part.callback.__module__.startswith("tocsin.") and policy is not None:
            yield Door(name, pattern, ASKED_FOR_METHODS, policy, part.callback)


def walked(
    resolver: URLResolver, prefix: str, spaces: Sequence[str]
) -> Iterator[tuple[str, str, URLPattern]]:
    """Yield the full name, the whole pattern and the address of everything below a resolver."""
    for part in resolver.url_patterns:
        pattern = prefix + str(part.pattern).removeprefix("^")
        if isinstance(part, URLResolver):
            inner = (*spaces, part.namespace) if part.namespace else spaces
            yield from walked(part, pattern, inner)
        elif isinstance(part, URLPattern):
            yield ":".join([*spaces, part.name or ""]), pattern, part


def operations() -> Iterator[Door]:
    """Walk the routers of the programming interface through every operation."""
    for prefix, router in api._routers:
        for route, view in router.path_operations.items():
            for operation in view.operations:
                holders = holders_of(operation)
                if holders is not None:
                    yield Door(
                        f"{operation.methods[0]} {prefix}{route}",
                        f"{PREFIX}{prefix}{route}",
                        operation.methods[0],
                        Policy(roles=holders.roles),
                        operation,
                    )


def holders_of(operation: Operation) -> Holders | None:
    """Find what asks for the roles of an operation."""
    found = [one for one in operation.auth_callbacks if isinstance(one, Holders)]
    return found[0] if found else None

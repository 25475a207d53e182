"""The verified other names of a bureau's places, and what tells that they have changed."""

from dataclasses import dataclass

from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.places.models import Alias, AliasVersion
from tocsin.registers.places.states import AliasState


@dataclass(frozen=True, slots=True)
class VerifiedAlias:
    """Words that callers use for a place, known by its kind and code."""

    kind: str
    code: str
    words: str


def verified_aliases(bureau: Bureau) -> list[VerifiedAlias]:
    """List the verified other names of a bureau's places, by place."""
    rows = Alias.objects.filter(bureau=bureau, state=AliasState.VERIFIED)
    named = rows.order_by("kind", "code", "pk").values_list("kind", "code", "words")
    return [VerifiedAlias(*row) for row in named]


def aliases_stamp(bureau_id: int) -> int:
    """Give a number that grows with every change of another name; nought before the first.

    Versions are counted, not looked at for the newest: of two that were added at once, the one with
    the lower id may become visible last.
    """
    return AliasVersion.objects.filter(bureau_id=bureau_id).count()

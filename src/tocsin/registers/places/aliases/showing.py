"""Other names as a list shows them: how often heard, who proposed them, what else is called so."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from tocsin.kernel.accounts.api import Officer
from tocsin.registers.places.aliases.deciding import may_decide
from tocsin.registers.places.models import Alias, AliasHeard, AliasVersion
from tocsin.registers.places.states import AliasState


@dataclass(frozen=True, slots=True)
class AliasShown:
    """Another name with what its verifier must know."""

    alias: Alias
    latest: AliasVersion
    heard: int
    # Other places for which the same words are verified.
    also: list[str]
    decides: bool
    is_own: bool


def shown(aliases: Sequence[Alias], officer: Officer) -> list[AliasShown]:
    """Gather what a list of other names shows, in three queries however long it is."""
    ids = [alias.pk for alias in aliases]
    times = dict(
        AliasHeard.objects.filter(alias__in=ids)
        .values_list("alias")
        .annotate(times=Count("pk"))
        .order_by()
    )
    rows = AliasVersion.objects.filter(alias__in=ids).select_related("by").order_by("version")
    latest = {row.alias_id: row for row in rows}
    others = called_so(aliases)
    return [
        AliasShown(
            alias=alias,
            latest=latest[alias.pk],
            heard=times.get(alias.pk, 0),
            also=[text for pk, text in others[alias.key] if pk != alias.pk],
            decides=may_decide(officer, alias.beat_id),
            is_own=alias.state == AliasState.PROPOSED and latest[alias.pk].by_id == officer.pk,
        )
        for alias in aliases
    ]


def called_so(aliases: Sequence[Alias]) -> dict[str, list[tuple[int, str]]]:
    """List by key which places bear a verified name, each with the id of the name."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    if aliases:
        rows = Alias.objects.filter(
            bureau_id=aliases[0].bureau_id,
            key__in={alias.key for alias in aliases},
            state=AliasState.VERIFIED,
        )
        for pk, key, text in rows.values_list("pk", "key", "text"):
            found[key].append((pk, text))
    return found

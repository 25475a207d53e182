"""Which key-holders are still needed: those of premises that are in use."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from tocsin.core.retention import Ended, Event, Standing
from tocsin.registers.places.models import Premises

PREFIX = "premises"


def key_holders_kept(bureau_id: int, people: Collection[UUID]) -> dict[UUID, Standing]:
    """Tell of key-holders whose keys they hold, and when the last of these was retired."""
    held: dict[UUID, list[Premises]] = defaultdict(list)
    wanted = set(people)
    rows = Premises.objects.filter(bureau_id=bureau_id, key_holders__overlap=list(people))
    for premises in rows.order_by("code"):
        for person in wanted.intersection(premises.key_holders):
            held[person].append(premises)
    return {person: standing(own) for person, own in held.items()}


def premises_standings(bureau_id: int, cases: Collection[str]) -> dict[str, Standing]:
    """Tell of premises, named as cases, when they were retired."""
    codes = [case.partition(":")[2] for case in cases]
    rows = Premises.objects.filter(bureau_id=bureau_id, code__in=codes)
    return {f"{PREFIX}:{one.code}": standing([one]) for one in rows}


def standing(premises: Iterable[Premises]) -> Standing:
    """Write premises as cases, and the day the last was retired."""
    known = list(premises)
    over = [one.retired_at for one in known if one.retired_at is not None]
    ended = Ended(Event.RETIRED, max(over)) if len(over) == len(known) else None
    return Standing(tuple(f"{PREFIX}:{one.code}" for one in known), ended)


def let_go_of_key_holder(bureau_id: int, person: UUID) -> None:
    """Take a person out of the premises that name them."""
    for premises in Premises.objects.select_for_update(of=("self",)).filter(
        bureau_id=bureau_id, key_holders__contains=[person]
    ):
        premises.key_holders = [one for one in premises.key_holders if one != person]
        premises.save(update_fields=["key_holders"])

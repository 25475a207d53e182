"""How long units were on duty."""

from datetime import datetime
from itertools import groupby, pairwise

from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.units.models import Standing, StandingChange
from tocsin.registers.units.states import DutyStatus


def duty_seconds(bureau: Bureau, since: datetime, until: datetime) -> float:
    """Add up how long all units were on duty between two moments; of units, never of people."""
    changes = StandingChange.objects.filter(bureau=bureau, at__gte=since, at__lt=until)
    rows = changes.order_by("unit", "at", "pk").values_list("unit", "duty", "at")
    total, changed = 0.0, set[int]()
    for unit, own in groupby(rows, key=lambda row: row[0]):
        changed.add(unit)
        moments = [(duty, at) for _unit, duty, at in own]
        for (duty, begun), (_next, ended) in pairwise([*moments, ("", until)]):
            if duty != DutyStatus.OFF_DUTY:
                total += (ended - begun).total_seconds()
    steady = Standing.objects.filter(bureau=bureau, since__lt=since).exclude(unit__in=changed)
    count = steady.exclude(duty=DutyStatus.OFF_DUTY).count()
    return total + count * (until - since).total_seconds()

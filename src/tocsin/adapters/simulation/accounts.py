"""The accounts of a demonstration: one officer for each role, one password for all."""

from tocsin.kernel.accounts.api import Officer, Role
from tocsin.registers.units import api as units

# Of no use outside: only officers of an invented county have it.
PASSWORD = "tocsin-demo"  # noqa: S105 - shown on the sign-in page of the demonstration
ROLES = (
    Role.CALL_TAKER,
    Role.DISPATCHER,
    Role.OFFICER,
    Role.COMMUNITY_OFFICER,
    Role.SUPERVISOR,
    Role.ADMINISTRATOR,
    Role.SECURITY_OFFICER,
    Role.AUDITOR,
)
ON_THE_ROAD = frozenset({Role.OFFICER, Role.COMMUNITY_OFFICER})


def officer_for(role: Role, bureau_id: int) -> Officer | None:
    """Find an officer of a role: one with little else to do, and for the phone one on duty."""
    rows = Officer.objects.filter(
        bureau=bureau_id, is_service=False, grants__role=role, grants__ended_at=None
    ).order_by("pk")
    on_duty = units.Crew.objects.filter(bureau=bureau_id, until_at=None).values("members")
    if role in ON_THE_ROAD and (found := rows.filter(pk__in=on_duty).first()) is not None:
        return found
    return min(rows, key=lambda one: (len(one.roles - {role}), rank_of(one), one.pk), default=None)


def rank_of(officer: Officer) -> int:
    """Put those last who also administrate."""
    return int(Role.ADMINISTRATOR in officer.roles)

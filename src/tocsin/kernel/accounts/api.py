"""What other parts may ask about officers and the bureau's tree."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import transaction

from tocsin.kernel.accounts.entrusting import (
    HeldApart,
    dismiss,
    end_role,
    entrust,
    readmit,
    refuse_together,
)
from tocsin.kernel.accounts.models import Beat, Bureau, Officer, RoleGrant, Station
from tocsin.kernel.accounts.roles import APART, OUTSIDE, SYSTEMS, Role
from tocsin.kernel.accounts.sessions import SessionStore, sessions_of
from tocsin.kernel.accounts.tokens import (
    KeyHolder,
    digest_of,
    holders_of,
    issue_token,
    officer_for,
    revoke_tokens,
)

__all__ = [
    "APART",
    "OUTSIDE",
    "SYSTEMS",
    "Beat",
    "Bureau",
    "HeldApart",
    "KeyHolder",
    "Officer",
    "Role",
    "SessionStore",
    "Station",
    "digest_of",
    "dismiss",
    "end_role",
    "enlist",
    "entrust",
    "holders_of",
    "issue_token",
    "officer_for",
    "readmit",
    "refuse_together",
    "revoke_tokens",
    "service_officer",
    "sessions_of",
]


@transaction.atomic
def enlist(
    *,
    username: str,
    name: str,
    bureau: Bureau,
    roles: Iterable[Role],
    at: datetime,
    station: Station | None = None,
    beat: Beat | None = None,
    password: str | None = None,
) -> Officer:
    """Add an officer with roles; the caller records the act.

    Raises
    ------
    HeldApart
        Two of the roles are held apart.
    """
    roles = list(roles)
    refuse_together(roles)
    officer = Officer.objects.create_user(username, bureau=bureau, name=name, password=password)
    officer.station, officer.beat = station, beat
    officer.save(update_fields=["station", "beat"])
    RoleGrant.objects.bulk_create(
        RoleGrant(officer=officer, role=role, granted_at=at) for role in roles
    )
    return officer


def service_officer(bureau: Bureau, duty: str) -> Officer:
    """Return the account in whose name a part of the system itself acts (``"clock"``)."""
    officer, _made = get_user_model().objects.get_or_create(
        username=f"{bureau.code}.{duty}",
        defaults={"name": duty, "bureau": bureau, "is_service": True, "password": "!"},
    )
    return officer

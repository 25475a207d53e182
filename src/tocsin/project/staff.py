"""Adding officers from the command line, before anybody can sign in."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.kernel.accounts.api import (
    Bureau,
    Officer,
    Role,
    Station,
    enlist,
    issue_token,
    revoke_tokens,
    service_officer,
)
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import NotThere, Unacceptable
from tocsin.kernel.shell.factors import reset_second_factor

ENLISTED = audit.act("accounts.enlisted", gettext_lazy("Officer added"), "roles", "station")
KEY_ISSUED = audit.act("accounts.key_issued", gettext_lazy("Key issued"), "label", "days")
KEY_CLOSED = audit.act("accounts.key_closed", gettext_lazy("Key closed"), "label")


@transaction.atomic
def add_officer(
    *,
    username: str,
    name: str,
    bureau_code: str,
    roles: Iterable[str],
    password: str,
    at: datetime,
    new_bureau: str | None = None,
    station_code: str | None = None,
) -> Officer:
    """Add an officer in the name of the system, founding the bureau where that was asked for.

    Raises
    ------
    NotThere
        There is no such bureau or station.
    Unacceptable
        The user name is taken or cannot be one.
    """
    bureau = _bureau(bureau_code, new_bureau)
    station = _station(bureau, station_code)
    _refuse_unfit(username, name)
    officer = enlist(
        username=username,
        name=name,
        bureau=bureau,
        roles=[Role(role) for role in roles],
        at=at,
        station=station,
        password=password,
    )
    audit.record(
        ENLISTED,
        subject=officer,
        actor=service_officer(bureau, "console"),
        at=at,
        roles=",".join(sorted(roles)),
        station=station_code or "",
    )
    return officer


@transaction.atomic
def issue_key(*, username: str, label: str, at: datetime, days: int | None = None) -> str:
    """Make a key for a connected system or device; it is stored only as a hash.

    Raises
    ------
    NotThere
        Nobody has this user name.
    """
    officer = _officer(username)
    key = issue_token(
        officer=officer,
        label=label,
        at=at,
        expires_at=at + timedelta(days=days) if days is not None else None,
    )
    _note(KEY_ISSUED, officer, at, label=label, days=days or 0)
    return key


@transaction.atomic
def close_key(*, username: str, label: str, at: datetime) -> None:
    """Close the keys of one label.

    Raises
    ------
    NotThere
        Nobody has this user name, or the officer holds no open key of this label.
    """
    officer = _officer(username)
    if not revoke_tokens(officer=officer, label=label, at=at):
        raise NotThere(_("{name} holds no open key of this label.").format(name=username))
    _note(KEY_CLOSED, officer, at, label=label)


@transaction.atomic
def reset_factor(*, username: str, reason: str, at: datetime) -> None:
    """Take a lost second factor off an officer, in the name of the console.

    Raises
    ------
    NotThere
        Nobody has this user name.
    """
    officer = _officer(username)
    actor = service_officer(officer.bureau, "console")
    reset_second_factor(officer=officer, reason=reason, actor=actor, at=at)


def _officer(username: str) -> Officer:
    found = Officer.objects.filter(username=username).select_related("bureau").first()
    if found is None:
        raise NotThere(_("Nobody has the user name {name}.").format(name=username))
    return found


def _note(act: audit.Act, officer: Officer, at: datetime, **facts: str | int) -> None:
    actor = service_officer(officer.bureau, "console")
    audit.record(act, subject=officer, actor=actor, at=at, **facts)


def _bureau(code: str, new_name: str | None) -> Bureau:
    found = Bureau.objects.filter(code=code).first()
    if found is not None:
        return found
    if not new_name:
        raise NotThere(
            _("There is no bureau {code}; found it with --new-bureau.").format(code=code)
        )
    bureau = Bureau(code=code, name_zh=new_name)
    try:
        bureau.full_clean()
    except ValidationError as problem:
        raise Unacceptable(" ".join(problem.messages)) from problem
    bureau.save()
    return bureau


def _station(bureau: Bureau, code: str | None) -> Station | None:
    if not code:
        return None
    found = Station.objects.filter(bureau=bureau, code=code).first()
    if found is None:
        raise NotThere(_("The bureau has no station {code}.").format(code=code))
    return found


def _refuse_unfit(username: str, name: str) -> None:
    try:
        Officer._meta.get_field("username").clean(username, None)
        Officer._meta.get_field("name").clean(name, None)
    except ValidationError as problem:
        raise Unacceptable(" ".join(problem.messages)) from problem
    if Officer.objects.filter(username=username).exists():
        raise Unacceptable(_("The user name {name} is taken.").format(name=username))

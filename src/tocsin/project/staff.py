"""Adding officers from the command line, before anybody can sign in."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.kernel.accounts.api import Bureau, Officer, Role, Station, enlist, service_officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import NotThere, Unacceptable

ENLISTED = audit.act("accounts.enlisted", gettext_lazy("Officer added"), "roles", "station")


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
        for field, value in (("username", username), ("name", name)):
            Officer._meta.get_field(field).clean(value, None)
    except ValidationError as problem:
        raise Unacceptable(" ".join(problem.messages)) from problem
    if Officer.objects.filter(username=username).exists():
        raise Unacceptable(_("The user name {name} is taken.").format(name=username))

"""Who may leave something here while the database cannot be asked: whoever it knew lately.

People carry a signed mark in their browser, given with a page of their desk. Of connected systems
the hashes of their keys are kept, of bureaus their codes. None of it opens anything but the spool.
"""

import json
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tocsin.kernel.accounts.api import Bureau, Officer, Role

MARK = f"tocsin_stand_in_{settings.INSTANCE}"
SALT = "tocsin.stand_in"
MARK_SECONDS = settings.SESSION_COOKIE_AGE
KNOWN = "known"
PREFIX = "Bearer "


@dataclass(frozen=True, slots=True)
class Sender:
    """Who leaves something: an officer or a connected system by id, a resident by the bureau."""

    bureau_id: int
    officer_id: int | None
    roles: frozenset[Role]


def give_mark(response: HttpResponseBase, officer: Officer) -> None:
    """Let an officer's browser say later who it was."""
    told = {"officer": officer.pk, "bureau": officer.bureau_id, "roles": sorted(officer.roles)}
    response.set_cookie(
        MARK,
        signing.dumps(told, salt=SALT),
        max_age=MARK_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def take_mark(response: HttpResponseBase) -> None:
    """Take the mark back from whoever signs out."""
    response.delete_cookie(MARK, samesite="Lax")


def officer_marked(request: HttpRequest) -> Sender | None:
    """Read the mark; nobody where there is none, or it is old or not ours."""
    try:
        told = signing.loads(request.COOKIES.get(MARK, ""), salt=SALT, max_age=MARK_SECONDS)
        roles = frozenset(Role(role) for role in told["roles"])
        return Sender(int(told["bureau"]), int(told["officer"]), roles)
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


def remember_key(digest: str, officer: Officer) -> None:
    """Keep the hash of a connected system's key that the database has just known."""
    learn("keys", digest, [officer.bureau_id, officer.pk])


def system_known(digest: str) -> Sender | None:
    """Say whose key this was."""
    found = known().get("keys", {}).get(digest)
    return Sender(found[0], found[1], frozenset({Role.INTEGRATION})) if found else None


def remember_bureau(bureau: Bureau) -> None:
    """Keep the code of a bureau to which residents write."""
    learn("bureaus", bureau.code, [bureau.pk])


def bureau_known(code: str) -> Sender | None:
    """Find a bureau by its code; without one, the only one there is."""
    bureaus = known().get("bureaus", {})
    found = [bureaus[code]] if code in bureaus else [] if code else list(bureaus.values())
    return Sender(found[0][0], None, frozenset()) if len(found) == 1 else None


def known() -> dict[str, dict[str, list[int]]]:
    """Read what is kept; a file that cannot be read knows nobody."""
    try:
        found: dict[str, dict[str, list[int]]] = json.loads(file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


_LEARNT: set[tuple[str, str]] = set()


def learn(kind: str, name: str, facts: list[int]) -> None:
    """Keep something by its name, once for each process; where nothing can be kept, do without."""
    if (kind, name) in _LEARNT and file().exists():
        return
    everything = known()
    everything.setdefault(kind, {})[name] = facts
    with suppress(OSError):
        file().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = file().with_name(f".{KNOWN}-{secrets.token_hex(8)}")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(everything), encoding="utf-8")
        draft.replace(file())
        _LEARNT.add((kind, name))


def file() -> Path:
    """Return the file of this machine."""
    return Path(settings.SPOOL_FOLDER) / KNOWN

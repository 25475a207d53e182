"""Who sends malformed requests, and what an answer to one must be."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from random import Random

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.test import Client

from tocsin.kernel.accounts.api import Bureau, Officer, enlist, issue_token
from tocsin.project.campaigns.furnishing import EVERY
from tocsin.project.campaigns.hostile import Shot
from tocsin.project.campaigns.outcome import Outcome
from tocsin.project.campaigns.scene import Scene
from tocsin.project.campaigns.targets import samples_of

HOST = "localhost"
BACKEND = "tocsin.kernel.accounts.backends.OfficerBackend"
SHOWN_FAULTS = 20
# What a page, a fragment, JSON or a plain answer must not show, whatever happens.
TELLTALES = (b"Traceback (most recent call last)", b'File "/', b"psycopg", b"django.db")


@dataclass(slots=True)
class Tally:
    """What was sent and what came back."""

    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def count(self, shot: object, status: int, complaint: str) -> None:
        """Note one answer."""
        self.requests += 1
        self.statuses[status] += 1
        if complaint:
            self.faults.append(f"{complaint} {shot}")

    def outcome(self, seed: int, plant: str | None) -> Outcome:
        """Write down how it went."""
        border = HTTPStatus.INTERNAL_SERVER_ERROR
        figures: dict[str, object] = {
            "5xx": sum(n for status, n in self.statuses.items() if status >= border),
            "statuses": {str(status): n for status, n in sorted(self.statuses.items())},
            "faults": sorted(set(self.faults), reverse=True)[:SHOWN_FAULTS],
        }
        return Outcome("malformed", seed, plant, self.requests, len(self.faults), figures)


@dataclass(frozen=True, slots=True)
class Range:
    """Who shoots: an officer of every role, with a session and a key, and people without any."""

    officer: Officer
    key: str
    samples: Mapping[str, Sequence[str]]
    rng: Random
    tally: Tally

    def clients(self) -> dict[str, Client]:
        """Sign in; a session that has ended stands beside one that has not."""
        made = {name: client() for name in ("session", "nobody", "ended")}
        Authenticator.objects.get_or_create(
            user=self.officer, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "drill"}}
        )
        made["session"].force_login(self.officer, backend=BACKEND)
        made["ended"].cookies[settings.SESSION_COOKIE_NAME] = "ended" * 6
        made["unforged"] = client(enforce_csrf_checks=True)
        made["unforged"].force_login(self.officer, backend=BACKEND)
        return made


def client(*, enforce_csrf_checks: bool = False) -> Client:
    """Make a browser that hands faults back as answers."""
    return Client(
        enforce_csrf_checks=enforce_csrf_checks, raise_request_exception=False, SERVER_NAME=HOST
    )


def firing_range(county: Scene, *, seed: int, at: datetime) -> Range:
    """Let somebody hold every role of the county, so that no door stops the requests."""
    officer = jack(county.bureau, at)
    key = issue_token(officer=officer, label="drill", at=at)
    rng = Random(seed)  # noqa: S311 - a seeded campaign
    return Range(officer, key, samples_of(county, at), rng, Tally())


def jack(bureau: Bureau, at: datetime) -> Officer:
    """Enlist an officer of all trades."""
    return enlist(username=f"jack.{bureau.code}", name="jack", bureau=bureau, roles=EVERY, at=at)


def fired(browser: Client, shot: Shot) -> HttpResponseBase:
    """Send one request."""
    sent: HttpResponseBase = browser.generic(
        shot.method,
        shot.path,
        shot.body,
        shot.content_type,
        QUERY_STRING=shot.query,
        headers=dict(shot.headers),
    )
    return sent


def complaint_about(answer: HttpResponseBase) -> str:
    """Say what is wrong with an answer; an empty text means nothing is."""
    body = answer.content if hasattr(answer, "content") else b""
    if answer.status_code >= 500:  # noqa: PLR2004 - HTTP's own border
        _kind, fault, _trace = getattr(answer, "exc_info", None) or (None, "", None)
        return f"[{answer.status_code} {fault!r:.200}]"
    if any(sign in body for sign in TELLTALES):
        return "[tells of its inside]"
    if answer.status_code >= 400 and not says_something(answer, body):  # noqa: PLR2004 - as above
        return f"[{answer.status_code} without a sentence]"
    return ""


def asked_with(answer: HttpResponseBase) -> str:
    """Name the method of the request, which a test browser keeps beside its answer."""
    asked = getattr(answer, "wsgi_request", None)
    return asked.method or "" if isinstance(asked, HttpRequest) else ""


def says_something(answer: HttpResponseBase, body: bytes) -> bool:
    """Say whether a refusal has a sentence in the reader's language; HEAD has no body at all."""
    if asked_with(answer) == "HEAD":
        return True
    text = body.decode("utf-8", "replace")
    if answer.headers.get("Content-Type", "").startswith("application/json"):
        found = json.loads(text)
        # A library answers a form with its fields and what is wrong with each.
        kept = found.get("message", found) if isinstance(found, dict) else ""
        text = json.dumps(kept, ensure_ascii=False)
    if answer.headers.get("Content-Language") == "en":
        return bool(text.strip())
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)

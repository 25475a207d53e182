"""Requests gone wrong, by the thousand: every answer is a sentence, none is a fault."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.http import HttpRequest, HttpResponseBase
from django.test import Client

from tocsin.kernel.accounts.api import Bureau, Officer, Role, enlist, issue_token
from tocsin.project.campaigns.hostile import Mutator, Shot
from tocsin.project.campaigns.scene import Scene
from tocsin.project.campaigns.targets import Target, samples_of, targets

HOST = "localhost"
BACKEND = "django.contrib.auth.backends.ModelBackend"
# Addresses at which the shooter would lose the way in.
LEAVING = ("logout", "deactivate")
LOCK = "lock/"
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

    def written(self, seed: int) -> dict[str, object]:
        """Write down how it went."""
        return {
            "campaign": "malformed",
            "seed": seed,
            "requests": self.requests,
            "statuses": {str(status): n for status, n in sorted(self.statuses.items())},
            "server_errors": sum(n for status, n in self.statuses.items() if status >= 500),  # noqa: PLR2004 - HTTP's own border
            "faults": sorted(set(self.faults), reverse=True)[:SHOWN_FAULTS],
            "ok": not self.faults,
        }


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
    return enlist(username=f"jack.{bureau.code}", name="jack", bureau=bureau, roles=Role, at=at)


def shots(range_: Range) -> Iterator[Shot]:
    """Make requests to one address after another, without an end."""
    mutator = Mutator(range_.rng, range_.samples)
    aims = [target for target in targets() if not leaves(target)]
    while True:
        range_.rng.shuffle(aims)
        for target in aims:
            good, word = target.filled(range_.samples, range_.rng)
            yield mutator.shot(mutator.path(good, word), target.some_fields(range_.rng))


def leaves(target: Target) -> bool:
    """Say whether an address would sign the shooter out, or lock the desk."""
    return target.pattern == LOCK or any(word in target.pattern for word in LEAVING)


def shoot_pages(range_: Range, requests: int, told: Callable[[int], None]) -> None:
    """Send so many mutated requests to every address in turn."""
    clients = range_.clients()
    weights = (12, 2, 1, 1)
    aimed = shots(range_)
    for done in range(requests):
        shot = next(aimed)
        [name] = range_.rng.choices(list(clients), weights)
        answer = fired(clients[name], shot)
        range_.tally.count(f"{name} {shot}", answer.status_code, complaint_about(answer))
        if clients["session"].session.get(BACKEND_SESSION_KEY) is None:
            clients = range_.clients()
        told(done + 1)


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
        text = str(found.get("message", "")) if isinstance(found, dict) else ""
    if answer.headers.get("Content-Language") == "en":
        return bool(text.strip())
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


def run(
    county: Scene, *, requests: int, seed: int, at: datetime, told: Callable[[int], None]
) -> dict[str, object]:
    """Send half by the programs' own description and half to every page."""
    from tocsin.project.campaigns.described import shoot_described  # noqa: PLC0415 - a test tool

    range_ = firing_range(county, seed=seed, at=at)
    described = requests // 2
    shoot_described(range_, described, told)
    shoot_pages(range_, requests - described, lambda done: told(described + done))
    return range_.tally.written(seed)

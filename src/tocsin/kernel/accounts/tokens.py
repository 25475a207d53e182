"""Keys for devices and connected systems."""

import hashlib
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from tocsin.kernel import moment
from tocsin.kernel.accounts.models import AccessToken, Officer
from tocsin.kernel.accounts.roles import Role

PREFIX = "Bearer "


def digest_of(key: str) -> str:
    """Hash a key the way it is stored."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def issue_token(
    *, officer: Officer, label: str, at: datetime, expires_at: datetime | None = None
) -> str:
    """Make a key for an officer; it is shown this once and stored only as a hash."""
    key = secrets.token_urlsafe(32)
    AccessToken.objects.create(
        officer=officer, label=label, digest=digest_of(key), created_at=at, expires_at=expires_at
    )
    return key


def revoke_tokens(*, officer: Officer, label: str, at: datetime) -> int:
    """Close an officer's keys of one label; return how many were open."""
    return valid_tokens(at).filter(officer=officer, label=label).update(revoked_at=at)


def officer_for(key: str, *, at: datetime) -> Officer | None:
    """Find the active officer whose valid key this is."""
    token = valid_tokens(at).select_related("officer__bureau").filter(digest=digest_of(key)).first()
    return token.officer if token else None


def valid_tokens(at: datetime) -> QuerySet[AccessToken]:
    """Keep keys that open something: of active officers, neither revoked nor expired."""
    return AccessToken.objects.filter(revoked_at=None, officer__is_active=True).filter(
        Q(expires_at=None) | Q(expires_at__gt=at)
    )


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Whose key it is: the officer's id, bureau and roles."""

    officer_id: int
    bureau_id: int
    roles: frozenset[Role]


def holders_of(digests: Collection[str], *, at: datetime) -> dict[str, KeyHolder]:
    """Find in one go whose keys many hashes (see :func:`digest_of`) belong to."""
    held = ArrayAgg("officer__grants__role", filter=Q(officer__grants__ended_at=None), default=[])
    rows = valid_tokens(at).filter(digest__in=digests).annotate(held=held)
    return {
        digest: KeyHolder(officer, bureau, frozenset(Role(role) for role in roles if role))
        for digest, officer, bureau, roles in rows.values_list(
            "digest", "officer_id", "officer__bureau_id", "held"
        )
    }


class TokenMiddleware:
    """Lets a request with a valid key act as the key's officer, without cookies."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        header = request.headers.get("Authorization", "")
        if header.startswith(PREFIX):
            request.token_officer = officer_for(header[len(PREFIX) :], at=moment.now())  # type: ignore[attr-defined] # read by PolicyMiddleware
            # A bearer key is never sent by a browser on its own, so there is nothing to forge.
            request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined] # Django's own switch
        return self.get_response(request)

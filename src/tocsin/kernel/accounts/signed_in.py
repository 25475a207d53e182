"""Sessions and who is signed in, for every request."""

from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessions
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tocsin.kernel import moment
from tocsin.kernel.accounts.devices import device_of
from tocsin.kernel.accounts.models import Officer, Session
from tocsin.kernel.accounts.sessions import SessionStore

# When somebody was last seen is written down no oftener than this.
SEEN_EVERY = timedelta(minutes=5)


class SessionMiddleware(DjangoSessions):
    """Gives a request its session, which knows the device it is asked from."""

    def process_request(self, request: HttpRequest) -> None:
        """Find the session by its cookie."""
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        agent = request.headers.get("User-Agent", "")
        request.session = SessionStore(key, device=device_of(agent))


class SignedInMiddleware(AuthenticationMiddleware):
    """Gives a request its officer, read together with the session."""

    def process_request(self, request: HttpRequest) -> None:
        """Find the officer when somebody asks for them."""
        request.user = SimpleLazyObject(lambda: signed_in(request))  # type: ignore[assignment] # as Django does it


def signed_in(request: HttpRequest) -> Officer | AnonymousUser:
    """Return who is signed in, and note now and then that they were seen."""
    session = request.session
    if not isinstance(session, SessionStore) or (officer := session.officer) is None:
        return AnonymousUser()
    now = moment.now()
    if now - session.seen_at >= SEEN_EVERY:
        # A database that cannot be written for a while keeps nobody from reading.
        with suppress(DatabaseError):
            Session.objects.filter(pk=session.session_key).update(seen_at=now)
    return officer

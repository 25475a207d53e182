"""Sessions: read with every request, together with who is signed in, in one statement."""

import json
from datetime import datetime, timedelta
from functools import lru_cache

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import connection
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare

from tocsin.kernel import moment
from tocsin.kernel.accounts.backends import TABLES, columns, officer_in
from tocsin.kernel.accounts.models import Officer, Session

READ = """
    SELECT session.session_data, session.began_at, session.seen_at, session.device, {columns}
    FROM accounts_session AS session
    LEFT JOIN ({tables}) ON officer.id = session.officer_id AND officer.is_active
    WHERE session.session_key = %s AND session.expire_date > %s
"""
# In a session, that its officer has a second factor.
HAS_ONE = "has_second_factor"
# Sessions whose data need not be opened again with each request.
MOST_HELD = 4_096


class SessionStore(db.SessionStore):
    """What a session holds, and whose it is."""

    def __init__(self, session_key: str | None = None, *, device: str = "") -> None:
        super().__init__(session_key)
        now = moment.now()
        self.began_at, self.seen_at, self.device = now, now, device
        self._officer: Officer | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the table of sessions."""
        return Session

    @property
    def officer(self) -> Officer | None:
        """The active officer whose session it is, with the roles held now.

        Nobody where the password was changed since.
        """
        officer = self._officer if self.session_key and self.get(SESSION_KEY) else None
        if officer is None:
            return None
        kept, real = str(self.get(HASH_SESSION_KEY, "")), officer.get_session_auth_hash()
        return officer if constant_time_compare(kept, real) else None

    def load(self) -> dict[str, object]:
        """Read the session; one that is unknown or has run out holds nothing."""
        with connection.cursor() as cursor:
            cursor.execute(
                READ.format(columns=columns(), tables=TABLES), [self.session_key, moment.real()]
            )
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        data, self.began_at, self.seen_at, self.device, *whose = row
        self._officer = officer_in(whose)
        return dict(json.loads(held_in(data)))

    def create_model_instance(self, data: dict[str, object]) -> Session:
        """Write the row of the session."""
        plain, whose = super().create_model_instance(data), data.get(SESSION_KEY)
        return Session(
            session_key=plain.session_key,
            session_data=plain.session_data,
            expire_date=self.ends_at(),
            officer_id=int(str(whose)) if whose else None,
            began_at=self.began_at,
            seen_at=self.seen_at,
            device=self.device,
        )

    @classmethod
    def clear_expired(cls) -> None:
        """Forget sessions that have run out, by the same time."""
        cls.get_model_class().objects.filter(expire_date__lt=moment.real()).delete()

    def ends_at(self) -> datetime:
        """Say when it runs out, by the time that all processes share."""
        return moment.real() + timedelta(seconds=self.get_expiry_age())


@lru_cache(maxsize=MOST_HELD)
def held_in(data: str) -> str:
    """Say in JSON what the signed data of a session holds; nothing where it is not ours."""
    return json.dumps(SessionStore().decode(data))


def sessions_of(officer: Officer) -> QuerySet[Session]:
    """List where an officer is signed in, the latest first."""
    running = Session.objects.filter(officer=officer, expire_date__gt=moment.real())
    return running.order_by("-seen_at", "session_key")

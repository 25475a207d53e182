"""Sessions in the database, read with a statement that is written out: every request reads one."""

from django.contrib.sessions.backends import db
from django.db import connection

READ = """
    SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > now()
"""


class SessionStore(db.SessionStore):
    """Reads what a session holds."""

    def load(self) -> dict[str, object]:
        """Read the session; one that is unknown or has run out holds nothing."""
        with connection.cursor() as cursor:
            cursor.execute(READ, [self.session_key])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return dict(self.decode(row[0]))

"""The roles under which processes work with the database; each takes its own when it connects."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # help names the roles and must not wait for the driver
    import psycopg

WEB: Final = "tocsin_web"
WORKER: Final = "tocsin_worker"
SEQUENCER: Final = "tocsin_sequencer"
AUDITOR: Final = "tocsin_auditor"
# That of the owner has no name of ours: it is whoever made the tables.
ALL: Final = (WEB, WORKER, SEQUENCER, AUDITOR)
# Until 16 whoever was a member could take the role.
MAY_TAKE = """
    pg_has_role(current_user, oid,
        CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)
"""
TAKE = f"SELECT set_config('role', rolname, false) FROM pg_roles WHERE rolname = %s AND {MAY_TAKE}"  # noqa: S608 - no value of anybody's


def take(line: "psycopg.Connection[tuple[object, ...]]", role: str) -> bool:
    """Take a role on a connection, where the server knows it and lets us; say whether it did."""
    return line.execute(TAKE.encode(), [role]).fetchone() is not None

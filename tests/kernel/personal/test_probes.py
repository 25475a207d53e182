"""A hundred raw statements under the role of the web read nobody; a committed look reads."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module

import psycopg
import pytest
from django.db import DatabaseError, connection
from psycopg import sql

from tests import make
from tests.kernel.personal.probes import FORGED, OWN, PROBES
from tocsin.kernel.personal.api import Kind, Purpose, RetentionClass, Ticket, ask, keep, read
from tocsin.kernel.personal.models import Fact, Subject
from tocsin.project import rights

pytestmark = pytest.mark.django_db(transaction=True)
WHY = Purpose("drill:open", "call_back")
GOOD = "SELECT * FROM personal.facts_of(ARRAY[{good}], '{token}')"
OPENED_ALIKE = """
    UPDATE personal.look SET opens_with = (SELECT opens_with FROM personal.look WHERE id = %s)
    WHERE id = %s
"""
NAME, TELEPHONE = "测试人金丝雀", "13900007788"


@dataclass(frozen=True)
class Ground:
    """People of two bureaus, looks of every kind, and what would give a fact away."""

    words: dict[str, object]
    secrets: list[bytes]


@pytest.fixture
def ground() -> Iterator[Ground]:
    """Keep two people, and looks at them that open nobody, beside one that does."""
    strict = import_module("tocsin.kernel.personal.migrations.0003_tickets")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('personal.has_ended(xid8)'::regprocedure)")
        [[twin]] = cursor.fetchall()
        cursor.execute(strict.HAS_ENDED)
    try:
        yield laid_out()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(twin)


def laid_out() -> Ground:
    here, there = make.officer("lin"), make.officer("lin", of=make.bureau("620822"))
    subject, stranger = (
        keep(
            facts={Kind.NAME: NAME, Kind.TELEPHONE: TELEPHONE},
            retention=RetentionClass.CALL,
            actor=who,
            at=make.NOON,
        )
        for who in (here, there)
    )
    ticket = asked(subject, here)
    [good], another = ticket.looks, asked(subject, make.officer("zhao"))
    expired, refused, closed = (asked(subject, here).looks[0] for _ in range(3))
    [foreign] = asked(stranger, there).looks
    for number in (expired, refused, closed, foreign):
        change(OPENED_ALIKE, good, number)
    change("UPDATE personal.look SET expires_at = now() WHERE id = %s", expired)
    change("UPDATE personal.look SET refusal = 'no' WHERE id = %s", refused)
    change("UPDATE personal.look SET \"case\" = 'drill:closed' WHERE id = %s", closed)
    return Ground(
        {
            "bureau": here.bureau_id,
            "other": there.bureau_id,
            "officer": here.pk,
            "subject": subject,
            "fact": Fact.objects.values_list("pk", flat=True)[0],
            "owner": owner(),
            "good": good,
            "expired": expired,
            "refused": refused,
            "closed": closed,
            "foreign": foreign,
            "of_another": another.looks[0],
            "others_token": f"\\x{another.token.hex()}",
            "token": f"\\x{ticket.token.hex()}",
            "last": another.looks[0],
        },
        secrets(),
    )


def secrets() -> list[bytes]:
    """List what would give somebody away: what is stored, and what it says."""
    facts = list(Fact.objects.all())
    return [
        *(bytes(fact.value) for fact in facts),
        *(bytes(fact.blind) for fact in facts if fact.blind),
        *(bytes(fact.mark or b"") for fact in facts),
        *(bytes(one.key) for one in Subject.objects.all()),
        NAME.encode(),
        TELEPHONE.encode(),
    ]


def asked(subject, officer) -> Ticket:
    return ask(
        subjects=[subject],
        kinds=[Kind.NAME, Kind.TELEPHONE],
        purpose=WHY,
        actor=officer,
        at=make.NOON,
    )


def change(statement: str, *numbers: int) -> None:
    """Change a look, as whoever owns the database can."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE personal.look DISABLE TRIGGER USER")
        cursor.execute(statement, numbers)
        cursor.execute("ALTER TABLE personal.look ENABLE TRIGGER USER")


def owner() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_user)")
        return str(cursor.fetchone()[0])


@contextmanager
def login() -> Iterator[str]:
    """Name a login that is the web's and nobody else's, made for this where there is none."""
    known = os.environ.get("TOCSIN_WEB_LOGIN", "")
    if known:
        yield known.partition(":")[0]
        return
    name = f"web_of_{connection.settings_dict['NAME']}"[:60].lower()
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))
            cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))
            cursor.execute(sql.SQL("GRANT tocsin_web TO {}").format(sql.Identifier(name)))
    except DatabaseError as refused:
        pytest.skip(f"this server makes no login for the web: {refused}")
    try:
        yield name
    finally:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


@contextmanager
def session(name: str, bureau: object) -> Iterator[psycopg.Connection]:
    """Open a session as somebody would who has the web's login, in its own transactions."""
    facts = {
        key: value
        for key, value in connection.get_connection_params().items()
        if key in {"dbname", "host", "port"}
    }
    try:
        line = psycopg.connect(**facts, user=name)
    except psycopg.OperationalError as refused:
        pytest.skip(f"this server lets no login in without a password: {refused}")
    with line:
        line.execute("SELECT set_config('tocsin.bureau', %s, false)", [str(bureau)])
        line.commit()
        yield line


def said(line: psycopg.Connection, statements: str) -> bytes:
    """Send statements and write down all that comes back, notices and errors too."""
    heard: list[bytes] = []
    line.add_notice_handler(lambda notice: heard.append(str(vars(notice)).encode()))
    try:
        with line.cursor() as cursor:
            if statements.startswith("COPY"):
                with cursor.copy(statements.encode()) as copied:
                    heard.extend(bytes(piece) for piece in copied)
            else:
                cursor.execute(statements.encode())
                while True:
                    if cursor.description:
                        heard.extend(written(row) for row in cursor.fetchall())
                    if not cursor.nextset():
                        break
    except psycopg.Error as refused:
        heard.append(f"{refused} {refused.diag.message_detail} {refused.diag.context}".encode())
    finally:
        line.rollback()
    return b"\n".join(heard)


def written(row) -> bytes:
    return b" ".join(
        bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for cell in row
    )


def forms(secret: bytes) -> list[bytes]:
    return [secret, secret.hex().encode()]


def filled(statements: str, ground: Ground) -> str:
    for word, value in ground.words.items():
        statements = statements.replace(f"{{{word}}}", str(value))
    return statements


def given_away(heard: bytes, ground: Ground) -> list[bytes]:
    return [one for one in ground.secrets if one and any(form in heard for form in forms(one))]


def test_there_are_a_hundred_of_them():
    assert len(set(PROBES)) >= 100


def test_no_raw_statement_of_the_web_reads_anybody_without_a_committed_look(ground):
    rights.grant()
    leaks = {}
    with login() as name, session(name, ground.words["bureau"]) as line:
        for probe in PROBES:
            if found := given_away(said(line, filled(probe, ground)), ground):
                leaks[probe] = found
        # The look that counts was good all the while.
        heard = said(line, filled(GOOD, ground))
    assert leaks == {}
    assert len(given_away(heard, ground)) == 3


def test_the_web_reads_whom_it_has_put_on_record():
    lin = make.officer("lin")
    subject = keep(facts={Kind.NAME: NAME}, retention=RetentionClass.CALL, actor=lin, at=make.NOON)
    ticket = ask(
        subjects=[subject],
        kinds=[Kind.NAME],
        purpose=WHY,
        actor=lin,
        at=make.NOON,
    )
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE tocsin_web")
        try:
            assert read(ticket) == {subject: {Kind.NAME: NAME}}
        finally:
            cursor.execute("RESET ROLE")


def test_a_role_that_may_read_is_caught_by_the_same_probes(ground):
    """The probes can fail: what is granted by mistake is read by many of them."""
    with connection.cursor() as cursor:
        cursor.execute("GRANT SELECT ON personal.fact TO tocsin_web")
    try:
        with login() as name, session(name, ground.words["bureau"]) as line:
            heard = [said(line, probe) for probe in PROBES if "{" not in probe]
    finally:
        rights.grant()
    assert sum(bool(given_away(one, ground)) for one in heard) > 20


def test_a_function_that_asks_for_no_token_is_caught_by_the_same_probes(ground):
    """The probes can fail: with the check left out they read with another officer's look."""
    bound = import_module("tocsin.kernel.personal.migrations.0010_bound").FACTS_OF
    planted = bound.replace("AND l.opens_with = hashed", "").replace("CREATE", "CREATE OR REPLACE")
    assert planted.count("opens_with") == 0
    theirs = [one for one in PROBES if "{of_another}" in one]
    with connection.cursor() as cursor:
        cursor.execute(planted)
    try:
        with login() as name, session(name, ground.words["bureau"]) as line:
            heard = [said(line, filled(probe, ground)) for probe in theirs]
    finally:
        with connection.cursor() as cursor:
            cursor.execute(bound.replace("CREATE", "CREATE OR REPLACE"))
    assert sum(bool(given_away(one, ground)) for one in heard) >= 4


def test_nobody_makes_up_when_a_look_was_written_or_for_which_bureau(ground):
    with login() as name, session(name, ground.words["bureau"]) as line:
        for forged in FORGED:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                line.execute(filled(forged, ground).encode())
            line.rollback()
        line.execute(filled(OWN, ground).encode())


def test_the_web_sees_the_looks_of_the_bureau_that_is_meant_and_of_no_other(ground):
    with login() as name, session(name, ground.words["bureau"]) as line:
        seen = line.execute("SELECT DISTINCT bureau_id FROM personal.look").fetchall()
        line.execute("SET tocsin.bureau = ''")
        assert (seen, line.execute("SELECT FROM personal.look").fetchall()) == (
            [(ground.words["bureau"],)],
            [],
        )

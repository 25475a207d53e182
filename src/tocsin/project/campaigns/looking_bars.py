"""Bars of the database before what is known of people: dropped and put up again by statements."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import connection

from tocsin.desks.calls.api import Call
from tocsin.kernel.access.api import not_there
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.database.api import within
from tocsin.kernel.personal import api as personal
from tocsin.kernel.personal import looking
from tocsin.project.campaigns.bars import Bar, Dropped, execute, with_statements, without_condition
from tocsin.project.campaigns.belongings import Neighbours

FACTS, SEALED = "personal.facts_of", "personal.is_sealed"
TRIGGER = "ALTER TABLE personal.look {} TRIGGER personal_look_sealed"
WORKER = "tocsin_worker"
Tried = Callable[[], object]
Those = dict[str, tuple[Dropped, Tried]]
NOWHERE = "call:nowhere"
# Tables whose rows the database keeps to their bureau, whatever a statement asks for.
BY_BUREAU = ("subject", "fact", "look", "glass", "seal", "unsealing")
INSERT = """
    INSERT INTO personal.look
        (bureau_id, subject, officer_id, "case", task, kinds, at, refusal, expires_at, opens_with)
    VALUES (%s, %s, %s, %s, 'call back', jsonb_build_array(%s::text), %s, %s,
        clock_timestamp() + make_interval(mins => %s), sha256(%s))
    RETURNING id
"""
OVER = """
    INSERT INTO personal.unsealing (bureau_id, subject, officer_id, by_id, hours, at, until_at)
    VALUES (%s, %s, %s, %s, 1, now(), now() - interval '1 hour')
"""
ROWS = "ALTER TABLE personal.{} {} ROW LEVEL SECURITY"
LASTS = 60
TOKEN = b"of who looked"


class Looker:
    """Somebody who reads a caller of their own bureau, in ways that must not open anything."""

    def __init__(self, there: Neighbours, at: datetime) -> None:
        jack, yonder = there.jack.officer, there.yonder.officer
        assert jack is not None  # noqa: S101 - both are somebody
        assert yonder is not None  # noqa: S101 - both are somebody
        self.jack, self.yonder, self.at = jack, yonder, at
        self.call = self.first_call(jack)

    def first_call(self, officer: Officer) -> Call:
        """Take a call of an officer's bureau."""
        return Call.objects.filter(bureau=officer.bureau).order_by("number")[0]

    def look(
        self,
        *,
        of: Officer | None = None,
        case: str = "",
        refusal: str = "",
        kind: str = "telephone",
        minutes: int = LASTS,
    ) -> int:
        """Put a look on record, and commit it."""
        who = of or self.jack
        call = self.first_call(who)
        whose = (who.bureau_id, call.caller, who.pk, case or f"call:{call.number}")
        with within(who.bureau_id), connection.cursor() as cursor:
            cursor.execute(INSERT, (*whose, kind, self.at, refusal, minutes, TOKEN))
            return int(cursor.fetchone()[0])

    def furnish(self) -> None:
        """Let the other bureau have somebody sealed, opened, and behind broken glass."""
        by, at = self.yonder, self.at
        call = Call.objects.filter(bureau=by.bureau).order_by("-number")[0]
        assert call.caller is not None  # noqa: S101 - they left a number
        case = f"call:{call.number}"
        kinds = [personal.Kind.TELEPHONE]
        said = {"why": personal.Why.DANGER.value, "words": "drill"}
        personal.break_glass(subject=call.caller, case=case, kinds=kinds, actor=by, at=at, **said)
        personal.seal(subject=call.caller, case=case, reason="witness", actor=by, at=at)
        personal.unseal(subject=call.caller, case=case, officer=by, hours=1, actor=by, at=at)

    def read(self, look: int, token: bytes = TOKEN) -> object:
        """Read what a look names, within the own bureau."""
        found = personal.read(personal.Ticket([look], self.jack.bureau_id, token))
        if not found:
            raise not_there()
        return found

    def caller(self) -> UUID:
        """Name the caller."""
        assert self.call.caller is not None  # noqa: S101 - they left a number
        return self.call.caller

    def seal(self) -> None:
        """Seal the caller."""
        case = f"call:{self.call.number}"
        personal.seal(
            subject=self.caller(), case=case, reason="witness", actor=self.jack, at=self.at
        )

    def unseal(self, officer: Officer, hours: int) -> None:
        """Let somebody look at the sealed caller; for no hour at all it is over at once."""
        case = f"call:{self.call.number}"
        personal.unseal(
            subject=self.caller(),
            case=case,
            officer=officer,
            hours=hours,
            actor=self.jack,
            at=self.at,
        )

    def sealed_meanwhile(self, look: int) -> object:
        """Read somebody who was sealed after the look was let be."""
        self.seal()
        return self.read(look)

    def read_without_rows_kept(self, look: int) -> object:
        """Read with a look of others where the tables do not keep rows to their bureau."""
        for table in ("look", "subject", "fact"):
            execute(ROWS.format(table, "DISABLE"))
        # By these it is judged whether the case is open.
        for table in ("calls_call", "dispatch_incident"):
            execute(f"ALTER TABLE public.{table} DISABLE ROW LEVEL SECURITY")
        return self.read(look)

    def opened_once(self, look: int) -> object:
        """Read somebody sealed for whom the time is over in which the seal was open."""
        self.seal()
        execute("ALTER TABLE personal.unsealing DISABLE TRIGGER personal_unsealing_until")
        with within(self.jack.bureau_id), connection.cursor() as cursor:
            cursor.execute(OVER, (self.jack.bureau_id, self.caller(), self.jack.pk, self.jack.pk))
        return self.read(look)

    def open_to(self, officer: Officer, hours: int, look: int) -> object:
        """Read somebody sealed to whom the seal was opened for another, or no longer."""
        self.seal()
        self.unseal(officer, hours)
        return self.read(look)

    def ask(self, *, case: str = "", task: str = "call back", sealed: bool = False) -> object:
        """Put a look on record as the desks do."""
        if sealed:
            self.seal()
        with within(self.jack.bureau_id):
            ticket = looking.written(
                subjects=[self.caller()],
                kinds=[personal.Kind.TELEPHONE],
                purpose=personal.Purpose(case or f"call:{self.call.number}", task),
                actor=self.jack,
                at=self.at,
            )
        return looking.unrefused(ticket)

    def others(self, table: str) -> object:
        """Look among all rows of a table for one of another bureau, as a worker does."""
        with within(self.jack.bureau_id), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {WORKER}")
            cursor.execute(
                f"SELECT count(*) FROM personal.{table} WHERE bureau_id <> %s",  # noqa: S608 - a name of ours
                [self.jack.bureau_id],
            )
            (found,) = cursor.fetchone()
            cursor.execute("RESET ROLE")
        if not found:
            raise not_there()
        return found


def looking_bars(there: Neighbours, at: datetime) -> Iterator[Bar]:
    """List them, each with what it must stop; looks that are to be old are written now."""
    one = Looker(there, at)
    one.furnish()
    for part in (of_tickets, of_seals, of_asking):
        for name, (dropped, tried) in part(one).items():
            yield Bar(name, "look", dropped, tried)
    for table in BY_BUREAU:
        rows = (ROWS.format(table, "DISABLE"), ROWS.format(table, "ENABLE"))
        dropped = partial(with_statements, *rows)
        yield Bar(f"another bureau's {table}", "look", dropped, partial(one.others, table))


def of_tickets(one: Looker) -> Those:
    """List the looks that open nothing, and what refuses them."""
    ticket = partial(without_condition, FACTS)
    theirs, old = one.look(of=one.yonder), one.look(minutes=-1)
    theirs_here = one.look()
    closed, refused = one.look(case=NOWHERE), one.look(refusal="no")
    other_kind = one.look(kind="identity_number")
    return {
        "a look that may be taken back": (
            ticket("personal.has_ended(l.written_in)"),
            lambda: one.read(one.look()),
        ),
        "a look of another bureau": (
            ticket("l.bureau_id = personal.bureau_here()"),
            lambda: one.read_without_rows_kept(theirs),
        ),
        "a look of somebody else": (
            ticket("l.opens_with = hashed"),
            lambda: one.read(theirs_here, b"another"),
        ),
        "a look that is too old": (
            ticket("l.expires_at > clock_timestamp()"),
            lambda: one.read(old),
        ),
        "a look in a case that is closed": (
            ticket('personal.case_is_open(l.bureau_id, l."case")'),
            lambda: one.read(closed),
        ),
        "a look that was refused": (ticket("l.refusal = ''"), lambda: one.read(refused)),
        "more than the look names": (ticket("l.kinds ? f.kind"), lambda: one.read(other_kind)),
    }


def of_seals(one: Looker) -> Those:
    """List the ways to somebody sealed, and what bars them."""
    good, seal = one.look(), partial(without_condition, SEALED)
    sealed = 'NOT personal.is_sealed(l.bureau_id, l.subject, l.officer_id, l."case")'
    return {
        "somebody sealed since the look": (
            without_condition(FACTS, sealed),
            lambda: one.sealed_meanwhile(good),
        ),
        "somebody sealed, opened to another": (
            seal("(u.officer_id = is_sealed.officer)"),
            lambda: one.open_to(one.yonder, 1, good),
        ),
        "somebody sealed, opened no longer": (
            seal("(u.until_at > clock_timestamp())"),
            lambda: one.opened_once(good),
        ),
        "asking for somebody sealed": (
            partial(with_statements, TRIGGER.format("DISABLE"), TRIGGER.format("ENABLE")),
            lambda: one.ask(sealed=True),
        ),
    }


def of_asking(one: Looker) -> Those:
    """List what a look must name before it is let be."""
    return {
        "asking in a case that is closed": (
            without_words("AND personal.case_is_open(asked.bureau, asked.named)"),
            lambda: one.ask(case=NOWHERE),
        ),
        "asking without a task": (
            without_words("asked.task <> '' AND"),
            lambda: one.ask(task=""),
        ),
    }


def without_words(words: str) -> Dropped:
    """Let the statement that puts looks on record forget a condition."""
    assert words in looking.LOOK, f"there is no {words}"  # noqa: S101 - else nothing is dropped
    return partial(with_text, looking.LOOK.replace(words, ""))


@contextmanager
def with_text(text: str) -> Iterator[None]:
    """Let the statement read otherwise."""
    kept = looking.LOOK
    setattr(looking, "LOOK", text)  # noqa: B010 - a constant, but for a moment
    try:
        yield
    finally:
        setattr(looking, "LOOK", kept)  # noqa: B010 - as above

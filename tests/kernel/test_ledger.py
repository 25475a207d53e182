"""Every act and every look gets its place in the ledger; what is done to it afterwards shows."""

import json
import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from tests import make
from tocsin.core.ledger.checking import examine
from tocsin.core.ledger.checkpoints import read_checkpoint
from tocsin.core.ledger.notes import read_note
from tocsin.core.ledger.proofs import extends, includes
from tocsin.core.retention import RetentionClass
from tocsin.kernel.accounts.models import Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.audit.models import Entry
from tocsin.kernel.errors import NotThere
from tocsin.kernel.ledger import api as ledger
from tocsin.kernel.ledger import verify_ledger
from tocsin.kernel.ledger.models import Checkpoint, Leaf, Progress
from tocsin.kernel.personal import api as personal

COVERED = ("audit_entry", "personal.look", "ledger_leaf", "ledger_checkpoint")


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.LEDGER_FOLDER = tmp_path / "ledger"


@pytest.fixture
def tolled():
    known = audit.registered().get("tests.tolled")
    return known or audit.act("tests.tolled", "Tolled", "number")


@pytest.fixture
def act(tolled):
    def acted(number: str = "J1") -> int:
        officer = make.officer("lin")
        audit.record(tolled, subject=officer, actor=officer, at=make.NOON, number=number)
        return Entry.objects.latest("pk").pk

    return acted


def look_at(name: str) -> str:
    officer = make.officer("lin")
    subject = personal.keep(
        facts={personal.Kind.NAME: name}, retention=RetentionClass.CALL, actor=officer, at=make.NOON
    )
    personal.ask(
        subjects=[subject],
        kinds=[personal.Kind.NAME],
        purpose=personal.Purpose("drill:open", "call_back"),
        actor=officer,
        at=make.NOON,
    )
    return str(subject)


def place_all() -> int:
    """Sequence as if all transactions had ended; that of a test never does."""
    Progress.objects.update(server="moved")
    return ledger.sequence()


def overrule(statement: str, *facts: int) -> None:
    """Change what may not be changed, as whoever owns the database can."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in COVERED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, facts)
        for table in COVERED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def signed() -> Checkpoint:
    made = ledger.sign(at=make.NOON)
    assert made is not None
    return made


def faults() -> list[str]:
    return [fault.where for fault in examine(ledger.gathered()).faults]


@pytest.mark.django_db
def test_acts_and_looks_are_placed_signed_and_found_sound(act):
    first = act()
    look_at("王某")
    assert place_all() == 2
    checkpoint = signed()
    assert checkpoint.size == 2
    assert read_checkpoint(read_note(checkpoint.note)).size == 2
    assert faults() == []
    assert json.loads(bytes(Leaf.objects.get(source="act").row))["number"] == first


@pytest.mark.django_db
def test_no_value_and_no_person_stands_in_the_ledger(act):
    act("J20260302-0007")
    subject = look_at("王某")
    place_all()
    rows = b"".join(bytes(leaf.row) for leaf in Leaf.objects.all()).decode()
    for secret in ("J20260302-0007", "J20260302-0001", "王某", subject):
        assert secret not in rows
    assert '"fields":["number"]' in rows
    assert '"fields":["name"]' in rows


@pytest.mark.django_db
def test_nothing_is_signed_twice(act):
    act()
    place_all()
    assert signed().size == 1
    assert ledger.sign(at=make.NOON) is None


@pytest.mark.django_db
def test_one_act_is_proved_to_somebody_outside(act):
    numbers = [act(f"J{number}") for number in range(9)]
    place_all()
    signed()
    proof = ledger.prove_row("act", numbers[4])
    root = read_checkpoint(read_note(proof.checkpoint)).root
    path = [bytes.fromhex(one) for one in proof.path]
    row = proof.row.encode()
    assert includes(row=row, position=proof.position, size=9, root=root, path=path)
    assert json.loads(proof.row)["number"] == numbers[4]


@pytest.mark.django_db
def test_a_later_checkpoint_is_proved_to_continue_an_earlier_one(act):
    sizes = []
    for _round in range(2):
        for number in range(3):
            act(f"J{number}")
        place_all()
        sizes.append(signed().size)
    proof = ledger.prove_growth(sizes[0])
    old, new = (read_checkpoint(read_note(one)) for one in (proof.old, proof.new))
    path = [bytes.fromhex(one) for one in proof.path]
    assert extends(old=old.size, old_root=old.root, new=new.size, new_root=new.root, path=path)


@pytest.mark.django_db
def test_what_is_not_signed_or_not_there_has_no_proof(act):
    number = act()
    with pytest.raises(NotThere):
        ledger.prove_row("act", number)
    place_all()
    with pytest.raises(ledger.NotSignedYet):
        ledger.prove_row("act", number)
    with pytest.raises(NotThere):
        ledger.prove_growth(1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'x'",
        "DELETE FROM audit_entry",
        "UPDATE personal.look SET task = 'x'",
        "DELETE FROM personal.look",
        "UPDATE ledger_leaf SET row = ''",
        "DELETE FROM ledger_leaf",
        "DELETE FROM ledger_checkpoint",
    ],
)
def test_rows_on_record_are_neither_changed_nor_taken_away(act, statement):
    act()
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ('UPDATE audit_entry SET detail = \'{"number": "J9"}\' WHERE id = %s', "row 1 changed"),
        ("UPDATE audit_entry SET at = at + interval '1 us' WHERE id = %s", "row 1 changed"),
        ("UPDATE audit_entry SET detail = '5' WHERE id = %s", "row 1 changed"),
        ("DELETE FROM audit_entry WHERE id = %s", "row 1 gone"),
    ],
)
def test_a_row_changed_behind_the_ledger_is_found(act, statement, told):
    _first, second, _third = act("J1"), act("J2"), act("J3")
    place_all()
    signed()
    overrule(statement, second)
    assert faults() == [told]


@pytest.mark.django_db
def test_rows_cut_off_at_the_end_are_found_by_the_checkpoint(act):
    for number in range(4):
        act(f"J{number}")
    place_all()
    signed()
    overrule("DELETE FROM ledger_leaf WHERE position >= 2")
    Progress.objects.update(size=2)
    assert "only 2 rows for checkpoint 4" in faults()


@pytest.mark.django_db
def test_an_older_key_still_vouches_after_a_new_one_took_over(act):
    act()
    place_all()
    signed()
    ledger.add_key(retire=True)
    act()
    place_all()
    signed()
    names = {tuple(one.key_id for one in read_note(c.note).signatures) for c in checkpoints()}
    assert len(names) == 2
    assert faults() == []


def checkpoints() -> list[Checkpoint]:
    return list(Checkpoint.objects.all())


def here(transaction: int) -> Callable[[], ledger.Horizon]:
    """Look at a server on which every transaction before this one has ended."""
    return lambda: ledger.Horizon(transaction, ledger.horizon_now().server)


def ask(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def next_transaction() -> int:
    return ask("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_commits_late_is_not_left_out(act):
    act("before")
    assert ledger.sequence() == 1
    begun, go_on = threading.Event(), threading.Event()
    lates: list[int] = []

    def late() -> None:
        with transaction.atomic():
            lates.append(ask("SELECT pg_current_xact_id()::text::bigint"))
            audit.record(
                audit.registered()["tests.tolled"],
                subject=Officer.objects.get(username="lin"),
                actor=Officer.objects.get(username="lin"),
                at=make.NOON,
                number="late",
            )
            begun.set()
            go_on.wait(20)
        connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    begun.wait(20)
    act("early")
    assert ledger.horizon_now().transaction <= lates[0]
    assert ledger.sequence(look=here(lates[0])) == 0
    assert ledger.without_place() == 1
    go_on.set()
    thread.join()
    assert ledger.sequence(look=here(next_transaction())) == 2
    assert ledger.sequence(look=here(next_transaction())) == 0
    assert ledger.without_place() == 0
    with transaction.atomic():
        assert faults() == []


@pytest.mark.django_db(transaction=True)
def test_a_row_slipped_in_below_the_horizon_is_found(act):
    act()
    assert ledger.sequence(look=here(next_transaction())) == 1
    act()
    assert ledger.sequence(look=here(next_transaction())) == 1
    overrule(
        "INSERT INTO audit_entry (bureau_id, action, subject, actor_id, at, detail, written_in)"
        " SELECT bureau_id, action, subject, actor_id, at, detail, written_in"
        " FROM audit_entry ORDER BY id LIMIT 1"
    )
    with transaction.atomic():
        assert len(faults()) == 1
    assert ledger.sequence(look=here(next_transaction())) == 0


@pytest.mark.django_db(transaction=True)
def test_a_database_that_moved_to_another_server_leaves_nothing_out_and_doubles_nothing(act):
    act()
    ledger.sequence(look=lambda: ledger.Horizon(2**40, "the old server"))
    act()
    assert ledger.sequence(look=here(next_transaction())) == 1
    act()
    assert ledger.sequence(look=here(next_transaction())) == 1
    with transaction.atomic():
        assert faults() == []


@pytest.mark.django_db
def test_an_export_satisfies_the_program_that_comes_with_it(act, tmp_path):
    for number in range(3):
        act(f"J{number}")
    look_at("王某")
    place_all()
    signed()
    folder = tmp_path / "export"
    assert ledger.export(folder, ledger.gathered()) == ledger.Exported(rows=4, checkpoints=1)
    assert verify_ledger.main(["export", str(folder)]) == 0
    assert (folder / "verify_ledger.py").read_bytes() == ledger.program().read_bytes()
    overrule("DELETE FROM personal.look")
    ledger.export(tmp_path / "later", ledger.gathered())
    assert verify_ledger.main(["export", str(tmp_path / "later")]) == 1

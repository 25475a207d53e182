"""Whoever keeps checkpoints outside: a folder, another bureau over HTTP, and their twin."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.test import Client

from tests import make
from tocsin.adapters.witnesses import api_routes, keeping
from tocsin.adapters.witnesses.drop import FileDrop
from tocsin.adapters.witnesses.models import Contradiction, KeptCheckpoint
from tocsin.adapters.witnesses.peer import Answer, Asked, PeerWitness
from tocsin.core.ledger.checking import examine
from tocsin.core.ledger.checkpoints import Checkpoint, read_checkpoint
from tocsin.core.ledger.notes import Note, read_note
from tocsin.core.ledger.witnessing import Decline, Submission
from tocsin.kernel.accounts.api import issue_token
from tocsin.kernel.audit import api as audit
from tocsin.kernel.durability.acts import CONTRADICTED
from tocsin.kernel.ledger import api as ledger
from tocsin.kernel.ledger.models import Progress
from tocsin.project.ledgerwork import PeerUnreadable, Witness, peers

pytestmark = pytest.mark.django_db
PREFIX = "/api/v1/witness"


@dataclass
class HeldWitness:
    """The twin: keeps every checkpoint in memory."""

    held: list[Note] = field(default_factory=list)

    def fill(self) -> int:
        after = read_checkpoint(self.held[-1]).size if self.held else 0
        missing = [ledger.note_of(one) for one in ledger.unwritten(after=after, most=100)]
        self.held += missing
        return len(missing)

    def notes(self) -> list[Note]:
        return list(self.held)


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.LEDGER_FOLDER = tmp_path / "ledger"
    settings.WITNESSED_KEYS = ledger.keyring().known[-1].written()


@pytest.fixture
def token() -> str:
    return issue_token(officer=make.officer("switch"), label="peer", at=make.NOON)


@pytest.fixture
def send(client: Client) -> Callable[[Asked], Answer]:
    """Carry a request to the endpoint of this very bureau."""

    def carried(asked: Asked) -> Answer:
        headers = {"Authorization": f"Bearer {asked.token}"}
        if asked.body is None:
            reply = client.get(asked.address, headers=headers)
        else:
            reply = client.post(asked.address, asked.body, "text/plain", headers=headers)
        return Answer(reply.status_code, reply.content.decode())

    return carried


@pytest.fixture
def peer(send, token) -> PeerWitness:
    return PeerWitness(PREFIX, ledger.witness_key().public, token, send)


@pytest.fixture(params=["folder", "peer", "twin"])
def witness(request, tmp_path) -> Witness:
    if request.param == "folder":
        return FileDrop(tmp_path / "drop")
    return request.getfixturevalue("peer") if request.param == "peer" else HeldWitness()


def sign_another() -> None:
    officer = make.officer("lin")
    kind = audit.registered().get("tests.tolled") or audit.act("tests.tolled", "Tolled", "number")
    audit.record(kind, subject=officer, actor=officer, at=make.NOON, number="J1")
    Progress.objects.update_or_create(pk=1, defaults={"server": "moved"})
    ledger.sequence()
    ledger.sign(at=make.NOON)


def test_newest_checkpoint_is_kept_once_and_holds(witness):
    assert witness.fill() == 0
    sign_another()
    assert (witness.fill(), witness.fill()) == (1, 0)
    sign_another()
    assert witness.fill() == 1

    kept = [read_checkpoint(note).size for note in witness.notes()]

    assert kept == [1, 2]
    assert examine(ledger.gathered(seen=witness.notes())).sound


def test_what_was_kept_finds_a_ledger_that_was_written_anew(witness):
    sign_another()
    witness.fill()
    origin, [key] = ledger.keyring().origin, ledger.keyring().signing
    other = Checkpoint(origin, 1, bytes(32)).text()

    seen = witness.notes()
    forged = Note(other, (key.sign(other),))

    assert [note.text for note in seen] != [forged.text]
    assert not examine(ledger.gathered(seen=[*seen, forged])).sound


class TestPeer:
    def test_line_of_the_peer_stands_below_the_checkpoint(self, peer):
        sign_another()
        peer.fill()
        newest = ledger.newest()
        assert newest is not None
        found = examine(ledger.gathered(witnesses=[peer.key]))

        assert [one.witness for one in newest.cosignatures.all()] == [peer.key.name]
        assert found.sound

    def test_peer_that_knows_an_older_size_than_we_remember_is_told_the_growth_from_there(
        self, peer, send
    ):
        sign_another()
        assert peer.fill() == 1
        sign_another()
        forgetful = PeerWitness(PREFIX, peer.key, peer.token, send)
        newest = ledger.newest()
        assert newest is not None

        assert forgetful.hand_in(newest, old=0) == 1

    def test_peer_that_is_away_stops_nobody(self, peer):
        def away(_asked: Asked) -> Answer:
            raise ConnectionRefusedError

        sign_another()
        alone = PeerWitness(PREFIX, peer.key, peer.token, away)

        assert alone.fill() == 0
        assert alone.notes() == []

    def test_line_of_somebody_else_is_not_kept(self, peer, settings, tmp_path):
        sign_another()
        settings.LEDGER_FOLDER = tmp_path / "other"
        stranger = ledger.witness_key().public
        settings.LEDGER_FOLDER = tmp_path / "ledger"
        mistaken = PeerWitness(PREFIX, stranger, peer.token, peer.send)

        assert mistaken.fill() == 0

    def test_fork_is_refused_with_the_proof_and_put_on_record_on_both_sides(self, peer):
        sign_another()
        sign_another()
        newest = ledger.newest()
        assert newest is not None
        shown = forked(newest.size)
        keeping.consider(Submission(0, (), shown), at=make.NOON)

        assert (peer.fill(), peer.fill()) == (0, 0)

        proof = Contradiction.objects.get()
        assert {proof.kept.split("\n")[2], proof.shown.split("\n")[2]} == {
            shown.text.split("\n")[2],
            newest.note.split("\n")[2],
        }
        assert acts_of(CONTRADICTED.name) == 1

    def test_ledger_that_was_rolled_back_is_told_of(self, peer):
        sign_another()
        keeping.consider(Submission(0, (), forked(7)), at=make.NOON)

        assert peer.fill() == 0
        assert acts_of(CONTRADICTED.name) == 1


def acts_of(name: str) -> int:
    officer = make.officer("lin")
    bureau = officer.bureau
    return sum(one["action"] == name for one in audit.trail(bureau))


def forked(size: int) -> Note:
    """Sign, with the very key of the ledger, what it never said."""
    [key] = ledger.keyring().signing
    text = Checkpoint(key.name, size, bytes([7]) * 32).text()
    return Note(text, (key.sign(text),))


class TestEndpoint:
    def test_strangers_and_unsigned_notes_are_declined(self, send, token, settings):
        unsigned = Note(forked(3).text, forked(4).signatures)
        assert handed_in(send, token, Submission(0, (), unsigned)).status == 403
        settings.WITNESSED_KEYS = ""
        assert handed_in(send, token, Submission(0, (), forked(3))).status == 404
        assert not KeptCheckpoint.objects.exists()

    def test_nobody_hands_in_without_a_key_of_a_connected_system(self, send):
        assert handed_in(send, "none", Submission(0, (), forked(3))).status == 401

    def test_growth_without_its_proof_is_declined_and_the_size_is_told(self, send, token):
        assert handed_in(send, token, Submission(0, (), forked(3))).status == 200
        assert handed_in(send, token, Submission(3, (), forked(9))).status == 422
        assert handed_in(send, token, Submission(10, (), forked(9))).status == 400
        behind = handed_in(send, token, Submission(2, (), forked(9)))
        assert (behind.status, behind.text) == (409, "3\n")

    def test_fork_is_answered_with_what_is_kept(self, send, token):
        handed_in(send, token, Submission(0, (), forked(1)))
        [key] = ledger.keyring().signing
        other = Checkpoint(key.name, 1, bytes(32)).text()

        refused = handed_in(send, token, Submission(1, (), Note(other, (key.sign(other),))))

        assert refused.status == 409
        assert read_note(refused.text).text == forked(1).text

    @pytest.mark.parametrize(
        "body", [b"", b"\xff", b"old 1\n\n", b"old 99999999999999999999\n\na\n\n", b"old 1\nx\n\n"]
    )
    def test_what_is_no_checkpoint_is_declined(self, send, token, body):
        assert send(Asked(f"{PREFIX}/add-checkpoint", token, body)).status == 422

    def test_every_decline_has_its_status(self):
        assert set(api_routes.STATUS) == set(Decline)


def handed_in(send: Callable[[Asked], Answer], token: str, submission: Submission) -> Answer:
    return send(Asked(f"{PREFIX}/add-checkpoint", token, submission.written().encode()))


def test_peers_are_read_from_the_settings(settings):
    key = ledger.witness_key().public
    settings.LEDGER_PEERS = f"https://one.example/api/v1/witness/|{key.written()}|secret"
    [one] = peers()
    assert (one.address, one.key, one.token) == (
        "https://one.example/api/v1/witness",
        key,
        "secret",
    )

    settings.LEDGER_PEERS = "file:///etc|key|token"
    with pytest.raises(PeerUnreadable):
        peers()

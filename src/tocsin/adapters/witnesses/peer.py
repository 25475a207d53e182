"""Another bureau's endpoint, to which the newest checkpoint is handed after it was signed."""

import json
import logging
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from tocsin.core.ledger.notes import Note, NoteError, PublicKey, read_note, read_signature
from tocsin.core.ledger.witnessing import Submission, size_in
from tocsin.kernel import moment
from tocsin.kernel.durability import api as durability
from tocsin.kernel.ledger import api as ledger

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 5.0
LONGEST_ANSWER = 4_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to the peer: an address, and a body where something is handed in."""

    address: str
    token: str
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the peer said."""

    status: int
    text: str


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """Follows nobody elsewhere: the token is for the peer alone."""

    def redirect_request(self, *_words: object) -> None:
        """Follow nothing."""
        return


def over_http(asked: Asked) -> Answer:
    """Send a request; whatever is no answer is an OSError."""
    headers = {"Authorization": f"Bearer {asked.token}", "Content-Type": "text/plain"}
    request = urllib.request.Request(asked.address, asked.body, headers)  # noqa: S310 - checked when configured
    opener = urllib.request.build_opener(NoRedirects)
    try:
        with opener.open(request, timeout=PATIENCE_SECONDS) as reply:
            return Answer(reply.status, reply.read(LONGEST_ANSWER).decode(errors="replace"))
    except urllib.error.HTTPError as refused:
        with refused:
            return Answer(refused.code, refused.read(LONGEST_ANSWER).decode(errors="replace"))


@dataclass(frozen=True, slots=True)
class PeerWitness:
    """A witness behind an address, known by its key."""

    address: str
    key: PublicKey
    token: str
    send: Callable[[Asked], Answer] = over_http

    def fill(self) -> int:
        """Hand in the newest checkpoint where the peer has no line below it; say how many.

        A peer that is away stops nobody: the next time makes up for it.
        """
        newest = ledger.newest()
        if newest is None or self.has_vouched(newest):
            return 0
        try:
            return self.hand_in(newest, old=ledger.vouched_size(self.key.name))
        except OSError as problem:
            log.warning("ledger.peer_away error=%s", type(problem).__name__)
            return 0

    def has_vouched(self, checkpoint: ledger.Checkpoint) -> bool:
        """Say whether the line of this witness is below a checkpoint."""
        return any(one.witness == self.key.name for one in checkpoint.cosignatures.all())

    def hand_in(self, newest: ledger.Checkpoint, *, old: int) -> int:
        """Hand in a checkpoint with its proof; once more where the peer knows another size."""
        answer = self.submit(newest, old)
        if answer.status == HTTPStatus.CONFLICT:
            kept = size_or_none(answer.text)
            if kept is None or kept > newest.size:
                self.raise_alarm(newest, kept)
                return 0
            answer = self.submit(newest, kept)
        return self.taken(newest, answer)

    def submit(self, newest: ledger.Checkpoint, old: int) -> Answer:
        """Send one checkpoint."""
        path = tuple(ledger.growth_path(old, newest.size))
        sent = Submission(old, path, read_note(newest.note)).written()
        return self.send(Asked(f"{self.address}/add-checkpoint", self.token, sent.encode()))

    def taken(self, newest: ledger.Checkpoint, answer: Answer) -> int:
        """Keep the line of the peer, if it is theirs."""
        if answer.status != HTTPStatus.OK:
            log.warning("ledger.peer_declined status=%s", answer.status)
            return 0
        note = read_note(newest.note)
        try:
            lines = [read_signature(line) for line in answer.text.splitlines()]
        except NoteError:
            lines = []
        ours = [line for line in lines if self.key.vouches(note.text, line)]
        if not ours:
            log.warning("ledger.peer_line_unknown")
            return 0
        ledger.keep_cosignature(checkpoint=newest, signature=ours[0], at=moment.now())
        return 1

    def raise_alarm(self, newest: ledger.Checkpoint, kept: int | None) -> None:
        """Write down that the peer keeps another ledger of our name: forked, or rolled back."""
        log.error("ledger.contradicted witness=%s size=%s", self.key.name, newest.size)
        durability.contradicted(
            witness=self.key.name,
            size=newest.size,
            kept=newest.size if kept is None else kept,
            at=moment.now(),
        )

    def notes(self) -> list[Note]:
        """Ask for what the peer keeps of our ledger; nothing where it is away."""
        origin = quote(ledger.keyring().origin, safe="")
        try:
            answer = self.send(Asked(f"{self.address}/checkpoints?origin={origin}", self.token))
        except OSError as problem:
            log.warning("ledger.peer_away error=%s", type(problem).__name__)
            return []
        return notes_in(answer)


def size_or_none(text: str) -> int | None:
    """Read the size that a peer names; None where it shows a checkpoint instead."""
    try:
        return size_in(text.removesuffix("\n"))
    except NoteError:
        return None


def notes_in(answer: Answer) -> list[Note]:
    """Read the notes in an answer; what is none is left out."""
    if answer.status != HTTPStatus.OK:
        log.warning("ledger.peer_declined status=%s", answer.status)
        return []
    try:
        return [read_note(one) for one in json.loads(answer.text)["notes"]]
    except (ValueError, KeyError, TypeError):
        log.warning("ledger.peer_unreadable")
        return []

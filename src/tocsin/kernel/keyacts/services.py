"""Proposing an act on keys, using up its approval at the console, or doing it alone on record."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.kernel.accounts.api import Bureau, Officer, Role, service_officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.audit.models import Entry
from tocsin.kernel.errors import NotThere, Unacceptable
from tocsin.kernel.events.api import publish
from tocsin.kernel.keyacts.deeds import DEEDS
from tocsin.kernel.keyacts.events import DoneAlone
from tocsin.kernel.two_person.api import Kind, Proposal, Words, line_of, needs_two, propose, use_up

CONSOLE = "console"
LONGEST_TARGET = 60
LARGEST = 2**63 - 1
# So long what was done alone stands on the pages of security officers.
TOLD_FOR = timedelta(days=7)
DONE = audit.act("keys.done", gettext_lazy("Act on keys done at the console"), "deed", "proposal")
ALONE = audit.act(
    "keys.done_alone", gettext_lazy("Act on keys done by one person alone"), "deed", "reason"
)


def known(_bureau_id: int, words: Words) -> int:
    """Count what it would do: one act, or none that is known."""
    return int(words["deed"] in DEEDS)


def told(proposal: Proposal) -> str:
    """Say what is to be done with keys, and by which command."""
    deed = DEEDS[proposal.words["deed"]]
    command = f"{deed.line(proposal.words['target'])} --approved {proposal.pk}"
    return _("Keys: {what}. At the console: {command}").format(what=deed.label, command=command)


def note(proposal: Proposal, actor: Officer, at: datetime) -> None:
    """Put on record that the console does what two people decided."""
    deed = proposal.words["deed"]
    audit.record(DONE, subject=proposal, actor=actor, at=at, deed=deed, proposal=proposal.pk)


KEY_ACT = needs_two(
    Kind(
        name="key_act",
        label=gettext_lazy("Act on keys"),
        proposes=frozenset({Role.ADMINISTRATOR}),
        approves=frozenset({Role.SECURITY_OFFICER}),
        rows=known,
        told=told,
        carry_out=note,
        at_once=False,
        at_console=True,
    )
)


@transaction.atomic
def propose_key_act(
    *, deed: str, target: str, reason: str, actor: Officer, at: datetime
) -> Proposal:
    """Propose an act on keys; a security officer approves it, and the console does it.

    Raises
    ------
    Unacceptable
        There is no such act, or it wants the name of a folder.
    """
    chosen = DEEDS.get(deed)
    if chosen is None:
        raise Unacceptable(_("Choose one of the acts that are offered."))
    typed = target.strip() if chosen.target else ""
    if chosen.target and not (0 < len(typed) <= LONGEST_TARGET and typed.isprintable()):
        raise Unacceptable(_("Name the new folder as it is typed at the console."))
    words = {"deed": deed, "target": typed}
    return propose(kind=KEY_ACT, words=words, reason=reason, actor=actor, at=at)


def use_approval(*, number: int, deed: str, target: str, at: datetime) -> None:
    """Use up what two people approved, for this very act, once, inside the caller's transaction.

    Raises
    ------
    NotThere
        There is no such proposal, or it is for something else.
    NotWaiting
        It is not approved, was used before, or has run out.
    """
    rows = Proposal.objects.filter(kind=KEY_ACT.name).select_related("bureau")
    found = rows.filter(pk=min(number, LARGEST)).first()
    if found is None or found.words != {"deed": deed, "target": target}:
        raise NotThere(
            _("Number {number} is no proposal of this very act; see the page Acts on keys.").format(
                number=number
            )
        )
    use_up(proposal=found, actor=service_officer(found.bureau, CONSOLE), at=at)


def go_alone(*, deed: str, reason: str, at: datetime) -> None:
    """Put on record in every bureau, and tell its security officers, that one person does it alone.

    Raises
    ------
    Unacceptable
        No line says why.
    """
    why = line_of(reason)
    for bureau in Bureau.objects.order_by("pk"):
        actor = service_officer(bureau, CONSOLE)
        audit.record(ALONE, subject=bureau, actor=actor, at=at, deed=deed, reason=why)
        publish(DoneAlone(bureau_id=bureau.pk, subject=deed, at=at))


def done_alone(bureau: Bureau, at: datetime) -> list[Entry]:
    """List what was done alone lately, the newest first."""
    rows = Entry.objects.filter(
        bureau=bureau, subject=audit.name_of(bureau), action=ALONE.name, at__gt=at - TOLD_FOR
    )
    return list(rows.order_by("-at", "-pk"))

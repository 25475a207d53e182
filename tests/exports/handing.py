"""An incident with callers, facts of whom are handed to a hospital; and what tests ask of it."""

import json
from datetime import timedelta

from tests import make
from tests.kernel.people.test_people import sent, signed_in
from tests.make_calls import caller_of
from tests.retention import county
from tocsin.core.handing import opened, public_key, written
from tocsin.kernel import moment
from tocsin.kernel.personal import api as personal
from tocsin.kernel.two_person.api import Proposal
from tocsin.readers.exports.models import Export

SECRET = bytes(range(32))
KEY = written(public_key(SECRET))
HOSPITAL, AGREEMENT = "市人民医院", "2026-17"
NAME, TELEPHONE, REMARK = personal.Kind.NAME, personal.Kind.TELEPHONE, personal.Kind.REMARK
CALLERS = (("田某", "13911112222"), ("高某", "13911113333"))


def incident():
    """Let two people call about one incident that is open; return their calls."""
    first = county.call_with_incident(at=moment.now() - timedelta(hours=2))
    second = county.closed_call(at=moment.now() - timedelta(hours=1))
    second.incident = first.incident
    second.save(update_fields=["incident"])
    for call, (name, telephone) in zip((first, second), CALLERS, strict=True):
        kept(call, {NAME: name, TELEPHONE: telephone})
    return first, second


def kept(call, facts):
    """Keep facts about the caller of a call."""
    personal.keep(
        facts=facts,
        retention=personal.RetentionClass.CALL,
        actor=make.officer("lin"),
        at=moment.now(),
        subject=caller_of(call),
    )


def proposed(browser, of, /, **words):
    """Propose to hand the telephone numbers of callers on."""
    asked = {
        "case": of[0].incident.number,
        "calls": [call.number for call in of],
        "kinds": [TELEPHONE.value],
        "recipient": HOSPITAL,
        "agreement": AGREEMENT,
        "key": KEY,
        "reason": "they are taken there",
    }
    return sent(browser, "exports:propose_facts", **(asked | words))


def approved(of, /, **words):
    """Have it proposed by the supervisor and approved by the security officer."""
    guan, an = signed_in("guan"), signed_in("an")
    assert proposed(guan, of, **words).status_code == 302
    proposal = Proposal.objects.latest("pk")
    assert sent(an, "two_person:approve", proposal.pk).status_code == 302
    return guan, an, proposal


def made(of, /, **words):
    """Have it made; return who made it, and the export."""
    guan, an, proposal = approved(of, **words)
    assert sent(guan, "two_person:carry_out", proposal.pk).status_code == 302
    return guan, an, Export.objects.latest("pk")


def rows_in(content, secret=SECRET):
    """Open a package with the receiver's own key."""
    handed = opened(content, secret=secret)
    return [json.loads(line) for line in handed.content.decode().splitlines()]

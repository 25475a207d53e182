"""Roles are proposed and approved over HTTP, ended at once, and hold at the next request."""

import asyncio

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests import make, make_dispatch
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import Role, digest_of, holders_of, issue_token, sessions_of
from tocsin.kernel.accounts.models import Officer
from tocsin.kernel.audit.models import Entry
from tocsin.kernel.events.hub import Hub
from tocsin.kernel.events.live import WHO_MAY_LISTEN, Line, bureau_of_session, stream
from tocsin.kernel.shell.signed_in import mark_of
from tocsin.kernel.two_person.api import Proposal, State

pytestmark = pytest.mark.django_db
WRONG = "quite another one"
PASSWORD = "correct horse battery"  # noqa: S105 - of a test


def signed_in(who, *, lately=True):
    """Sign somebody in, by password where they are to have shown lately who they are."""
    officer = make.officer(who)
    browser = Client()
    if lately:
        officer.set_password(PASSWORD)
        officer.save()
        sent = {"login": officer.username, "password": PASSWORD}
        assert browser.post(reverse("account_login"), sent).status_code == 302
        shown = browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        assert shown.status_code == 302
    else:
        browser.force_login(officer)
    return browser


def sent(browser, name, *args, **words):
    words.setdefault("act_id", make_dispatch.act_id())
    return browser.post(reverse(name, args=args), words)


def roles_of(who):
    return Officer.objects.get(username=who).roles


def proposed(browser, who="lin", role="supervisor"):
    make.officer(who)
    return sent(browser, "people:entrust", who, role=role, reason="new desk")


def test_a_role_takes_two_people_and_holds_at_the_next_request():
    admin, an, lin = signed_in("admin"), signed_in("an"), signed_in("lin", lately=False)
    assert lin.get(reverse("review:desk")).status_code == 403
    assert proposed(admin).status_code == 302
    assert Role.SUPERVISOR not in roles_of("lin")
    [proposal] = Proposal.objects.all()
    assert "督察" in an.get(reverse("two_person:desk")).content.decode()

    assert sent(an, "two_person:approve", proposal.pk).status_code == 302

    assert Role.SUPERVISOR in roles_of("lin")
    assert lin.get(reverse("review:desk")).status_code == 200
    trail = Entry.objects.order_by("pk").values_list("action", flat=True)
    steps = [one for one in trail if one.startswith(("two_person", "people"))]
    assert steps == [
        "two_person.proposed",
        "two_person.approved",
        "people.entrusted",
        "two_person.carried_out",
    ]


def test_the_proposer_does_not_approve_and_the_refusal_is_on_record():
    admin = signed_in("admin")
    proposed(admin)
    [proposal] = Proposal.objects.all()

    assert sent(admin, "two_person:approve", proposal.pk).status_code == 409

    assert Role.SUPERVISOR not in roles_of("lin")
    refused = Entry.objects.get(action="two_person.refused")
    assert (refused.detail["code"], refused.actor) == (
        "two_person.own_proposal",
        make.officer("admin"),
    )


def test_another_administrator_does_not_approve_either():
    admin, guan = signed_in("admin"), signed_in("guan")
    proposed(admin)
    [proposal] = Proposal.objects.all()
    assert sent(guan, "two_person:approve", proposal.pk).status_code == 404


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_two_roles_held_apart_are_not_even_proposed(role):
    answer = proposed(signed_in("admin"), "an", role)
    assert answer.status_code == 409
    assert "安全员" in answer.content.decode()
    assert not Proposal.objects.exists()


def test_a_role_held_apart_that_was_entrusted_meanwhile_makes_the_proposal_void():
    admin, an = signed_in("admin"), signed_in("an")
    proposed(admin, "lin", "auditor")
    proposed(admin, "lin", "administrator")
    second, first = Proposal.objects.all()
    sent(an, "two_person:approve", first.pk)
    sent(an, "two_person:approve", second.pk)

    second.refresh_from_db()
    assert second.state == State.VOID
    assert Role.ADMINISTRATOR not in roles_of("lin")


@pytest.mark.parametrize("role", ["", "king", "dispatcher\0"])
def test_a_role_that_is_none_is_refused_in_words(role):
    assert proposed(signed_in("admin"), "lin", role).status_code == 422


def test_a_grave_act_asks_who_it_is_and_keeps_what_was_typed():
    make.officer("lin")
    officer, admin = make.officer("admin"), Client()
    officer.set_password(PASSWORD)
    officer.save()
    admin.force_login(officer)
    typed = {"role": "dispatcher", "reason": "<new> desk", "act_id": make_dispatch.act_id()}

    asked = sent(admin, "people:entrust", "lin", **typed)
    page = asked.content.decode()
    assert asked.status_code == 422
    assert 'name="reason" value="&lt;new&gt; desk"' in page
    assert not Proposal.objects.exists()

    wrong = sent(admin, "people:entrust", "lin", **typed, confirm_password=WRONG)
    assert wrong.status_code == 422
    assert WRONG not in wrong.content.decode()
    assert not Proposal.objects.exists()

    done = sent(admin, "people:entrust", "lin", **typed, confirm_password=PASSWORD)
    assert done.status_code == 302
    assert Proposal.objects.get().reason == "<new> desk"
    # For five minutes it is not asked again.
    assert proposed(admin, "lin", "officer").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_role_ends_at_the_next_request_at_every_door():
    admin, lin = signed_in("admin"), signed_in("lin", lately=False)
    token = issue_token(officer=make.officer("lin"), label="desk", at=make.NOON)
    bearer = {"Authorization": f"Bearer {token}"}
    cookie = cookie_of(lin)
    doors = [
        lambda: lin.get(reverse("calls:desk")),
        lambda: lin.get(reverse("calls:queue"), headers={"HX-Request": "true"}),
        lambda: lin.get("/api/v1/calls", headers=bearer),
    ]
    assert [door().status_code for door in doors] == [200, 200, 200]
    assert bureau_of_session(cookie) == make.bureau().pk

    sent(admin, "people:end", "lin", role="call_taker", reason="moves")

    assert [door().status_code for door in doors] == [403, 403, 403]
    assert bureau_of_session(cookie) is None
    assert holders_of([digest_of(token)], at=moment.now())[digest_of(token)].roles == frozenset()


@pytest.mark.django_db(transaction=True)
def test_who_leaves_is_out_at_the_next_request_at_every_door():
    admin, ma = signed_in("admin"), signed_in("ma", lately=False)
    token = issue_token(officer=make.officer("ma"), label="phone", at=make.NOON)
    cookie = cookie_of(ma)
    assert ma.get(reverse("duty:phone")).status_code == 200

    assert sent(admin, "people:account", "ma", reason="left the bureau").status_code == 302

    assert ma.get(reverse("duty:phone")).status_code == 302
    assert ma.get(reverse("duty:phone"), headers={"HX-Request": "true"}).status_code == 401
    answer = ma.get("/api/v1/phone", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    assert bureau_of_session(cookie) is None
    assert holders_of([digest_of(token)], at=moment.now()) == {}
    assert Officer.objects.get(username="ma").roles == frozenset()
    # The account is opened again without a role, and the old key opens nothing.
    sent(admin, "people:account", "ma", reason="is back")
    assert Officer.objects.get(username="ma").is_active
    assert holders_of([digest_of(token)], at=moment.now()) == {}


def cookie_of(browser):
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={browser.cookies[name].value}"


class Told(Hub):
    """Sends what a test gives it."""

    def __init__(self, *texts):
        self.texts = texts

    async def subscribe(self, _bureau, _last):
        for text in self.texts:
            yield text
        await asyncio.sleep(60)


def test_an_open_live_line_ends_before_anything_more_is_told(monkeypatch):
    """The line is looked at again as soon as somebody's roles, account or sign-ins change."""
    told: list[bytes] = []
    monkeypatch.setattr(
        "tocsin.kernel.events.live.bureau_of_session",
        lambda _cookie: 7 if len(told) < 2 else None,
    )

    async def send(message):
        told.append(message.get("body", b""))

    async def receive():
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    hub = Told(b"event: call.changed\n\n", b"event: " + WHO_MAY_LISTEN + b"\n\n", b"more")
    asyncio.run(asyncio.wait_for(stream(hub, Line(7, "", ""), receive, send), 5))
    assert told == [b"", b"event: call.changed\n\n"]


def test_an_administrator_signs_another_out_in_one_place_or_in_all():
    admin, one, other = signed_in("admin"), signed_in("lin", lately=False), Client()
    other.force_login(make.officer("lin"))
    page = admin.get(reverse("people:officer", args=["lin"])).content.decode()
    keys = [session.pk for session in sessions_of(make.officer("lin"))]
    assert len(keys) == 2
    assert not any(key in page for key in keys)
    mark = mark_of(one.session.session_key)

    assert sent(admin, "people:sign_out", "lin", place=mark).status_code == 302
    assert one.get(reverse("calls:desk")).status_code == 302
    assert other.get(reverse("calls:desk")).status_code == 200
    assert sent(admin, "people:sign_out", "lin").status_code == 302
    assert other.get(reverse("calls:desk")).status_code == 302
    assert sent(admin, "people:sign_out", "lin").status_code == 404
    assert Entry.objects.filter(action="people.signed_out").count() == 2


def test_nobody_ends_their_own_role_or_account():
    admin = signed_in("admin")
    assert sent(admin, "people:end", "admin", role="administrator", reason="x").status_code == 403
    assert sent(admin, "people:account", "admin", reason="x").status_code == 403
    assert Role.ADMINISTRATOR in roles_of("admin")


def test_a_reason_is_asked_for():
    make.officer("lin")
    admin = signed_in("admin")
    assert sent(admin, "people:end", "lin", role="call_taker", reason=" ").status_code == 422
    assert sent(admin, "people:account", "lin", reason="x" * 201).status_code == 422
    assert Role.CALL_TAKER in roles_of("lin")


def test_nobody_approves_a_role_for_themselves():
    admin, an = signed_in("admin"), signed_in("an")
    proposed(admin, who="an", role="supervisor")
    [proposal] = Proposal.objects.all()
    door = reverse("two_person:approve", args=[proposal.pk])
    assert door not in an.get(reverse("two_person:desk")).content.decode()

    assert sent(an, "two_person:approve", proposal.pk).status_code == 409

    assert Role.SUPERVISOR not in roles_of("an")
    proposal.refresh_from_db()
    assert proposal.state == State.WAITING

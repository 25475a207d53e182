"""Every address and every role, with things that are there: whoever is not named is kept out."""

import re
from dataclasses import dataclass

import pytest
from django.urls.resolvers import RegexPattern

from tests import make, make_calls, make_dispatch, make_duty, make_places, make_roads
from tests.cast import CAST
from tests.kernel.test_access import BACKEND, PAGES, methods_of, policy_for, sample_of
from tocsin.desks.duty.services.reporting import keep_photo
from tocsin.kernel.access.api import Holders
from tocsin.kernel.access.policies import PUBLIC, Policy
from tocsin.kernel.accounts.api import Bureau, issue_token
from tocsin.project.api import api
from tocsin.project.campaigns.knocking import undone

pytestmark = pytest.mark.django_db
WORD = re.compile(r"<(?:\w+:)?(\w+)>")
SIGN_IN = "/accounts/login/"
FORM = "field=words&value=x&sequence=1&reason=x&text=x&kind=departed&act_id="
# What answers with an empty list about an incident that is out of reach.
SHOWS_NOTHING = frozenset({"calls:of_incident"})
# What is sent to its own people and yet is closed, and why.
STILL_CLOSED = {
    "unlock": "the password is missing",
    "demo:take": "a real bureau has no simulated desks",
    "demo:give": "a real bureau has no simulated desks",
    "sheets:table": "the table of others",
    "sheets:export": "the table of others",
    "sheets:send": "the table of others",
    "sheets:preview": "the table of others",
    "sheets:confirm": "the table of others",
    "sheets:withdraw": "the table of others",
    "sheets:progress": "the table of others",
    "sheets:faults": "the table of others",
    "sheets:pairs": "the table of others",
    "sheets:decide_pair": "the table of others",
}
# Words of addresses that name a thing of a bureau: the part of the system and the word.
THINGS = {
    "calls:number": "call",
    "calls:of_incident:number": "incident",
    "dispatch:number": "incident",
    "dispatch:withdraw:pk": "assignment",
    "dispatch:stamp:pk": "assignment",
    "dispatch:correct:pk": "milestone",
    "dispatch:strike:pk": "entry",
    "supervision:number": "incident",
    "duty:photo:pk": "photo",
    "duty:help_answer:pk": "help",
    "places:address:code": "address",
    "roads:number": "closure",
    "places:point:code": "address",
    "places:change:code": "address",
    "units:code": "unit",
    "reset_factor:username": "officer",
    "people:username": "officer",
}
# Words that name nothing of one bureau alone, or a thing that is not there: tried for roles only.
FREE = {
    "calls:code": "P-1",
    "dispatch:name": "timeline",
    "dispatch:pk": "1",
    "places:code": "P-1",
    "places:number": "1",
    "places:subject": "00000000-0000-0000-0000-000000000001",
    "units:number": "1",
    "catalogue:table": "types",
    "catalogue:code": "0302",
    "sheets:name": "units",
    "sheets:kind": "csv",
    "sheets:pair": "1",
    "sheets:number": "00000000-0000-0000-0000-000000000001",
    "review:number": "1",
    "window:number": "R20260302-0001",
    "my_record:look": "1",
    "corrections:number": "C20260302-0001",
    "my_record:number": "C20260302-0001",
    "erasures:number": "E20260302-0001",
    "records:number": "1",
    "two_person:number": "1",
    "exports:number": "1",
    "transparency:code": "620881",
    "transparency:number": "1",
    "demo:role": "dispatcher",
    "demo:desk": "calls",
}


@dataclass(frozen=True)
class Door:
    """An address with its words filled in, and who may pass."""

    name: str
    url: str
    method: str
    policy: Policy
    of_bureau: bool

    def knock(self, client):
        """Ask as a person would, and leave everything as it was."""
        with undone():
            return client.generic(
                self.method,
                self.url,
                FORM + make_dispatch.act_id(),
                content_type="application/x-www-form-urlencoded",
            )


def things(of: Bureau, *, copies: int) -> dict[str, str]:
    """Make one of everything; the more copies, the higher the numbers of the last."""
    make_calls.tables(of=of)
    make.beat(at=make.station(of=of))
    make_roads.town(of)
    call = [make_calls.saved(of=of) for _ in range(copies)][-1]
    incident = make_calls.incident_of(call)
    unit = make.unit(f"unit-{of.code}", of=of)
    sent = make_dispatch.sent(incident, unit)
    ma = make.officer("ma", of=of)
    photo = keep_photo(assignment=sent, content=make_duty.jpeg(), actor=ma, at=make.NOON)
    return {
        "call": call.number,
        "incident": incident.number,
        "assignment": str(sent.pk),
        "milestone": str(sent.milestones.get().pk),
        "entry": str(incident.timeline.latest("pk").pk),
        "photo": str(photo.pk),
        "address": make_places.address(code=f"A-{of.code}", of=of).code,
        "closure": str([make_roads.closed(of=of) for _ in range(copies)][-1].number),
        "unit": unit.code,
        "officer": ma.username,
        "help": "1",
    }


def doors(found: dict[str, str]) -> list[Door]:
    """Fill in every address of ours; a word nobody thought of is an error."""
    made = []
    for url, name, part in PAGES:
        words = WORD.findall(str(part.pattern))
        values = {word: value_of(name, word, found) for word in words}
        methods = methods_of(part.callback)
        made.append(
            Door(
                name,
                filled(url, part, values, found),
                "GET" if "GET" in methods else "POST",
                policy_for(name, part),
                name == "dispatch:part"
                or any(key in THINGS for word in words for key in keys_of(name, word)),
            )
        )
    return made


def filled(url, part, values, found):
    """Write the address again with our words in the place of the samples."""
    if isinstance(part.pattern, RegexPattern):
        return url.replace("/x/", f"/{found['incident']}/")
    tail = WORD.sub(lambda word: values[word.group(1)], str(part.pattern))
    return url[: len(url) - len(sample_of(part.pattern))] + tail


def keys_of(name, word):
    """Name a word most precisely first."""
    return [f"{name}:{word}", f"{name.partition(':')[0]}:{word}"]


def value_of(name, word, found):
    for key in keys_of(name, word):
        if key in THINGS:
            return found[THINGS[key]]
        if key in FREE:
            return FREE[key]
    raise AssertionError(f"{name} has a word {word} that this test does not know.")


@pytest.fixture
def home():
    return things(make.bureau(), copies=1)


def signed_in(client, who):
    client.force_login(make.officer(who), backend=BACKEND)
    return client


def test_every_door_opens_to_whom_it_names_and_to_nobody_else(client, home):
    wrong = []
    for who in CAST:
        officer = make.officer(who)
        signed_in(client, who)
        for door in doors(home):
            status = door.knock(client).status_code
            admitted = door.policy.admits(officer.roles)
            closed = status in {401, 403}
            as_declared = closed is not admitted or (closed and door.name in STILL_CLOSED)
            if status >= 500 or not as_declared:
                wrong.append((who, door.name, status))
    assert wrong == []


def test_nobody_passes_a_door_that_is_not_for_everyone(client, home):
    wrong = []
    for door in doors(home):
        answer = door.knock(client)
        kept_out = answer.status_code == 401 or answer.headers.get("Location", "").startswith(
            SIGN_IN
        )
        if kept_out is (door.policy == PUBLIC):
            wrong.append((door.name, answer.status_code))
    assert wrong == []


def test_things_of_another_bureau_are_behind_no_door(client, home):
    assert home
    foreign = things(make.bureau("620899"), copies=4)
    wrong = []
    for who in CAST:
        roles = make.officer(who).roles
        signed_in(client, who)
        for door in doors(foreign):
            if door.of_bureau and door.policy.admits(roles):
                status = door.knock(client).status_code
                if status not in {403, 404} and door.name not in SHOWS_NOTHING:
                    wrong.append((who, door.name, status))
    assert wrong == []


def test_things_of_ones_own_bureau_are_found(client, home):
    """Else the test above would find nothing to keep closed."""
    supervisor = signed_in(client, "guan")
    asked = [
        door
        for door in doors(home)
        if door.of_bureau
        and door.method == "GET"
        and door.policy.admits(make.officer("guan").roles)
    ]
    assert len(asked) > 8
    missing = [door.name for door in asked if door.knock(supervisor).status_code != 200]
    assert missing == []


def operations():
    """List the operations of the programming interface and whom each admits."""
    for prefix, router in api._routers:
        for route, view in router.path_operations.items():
            for operation in view.operations:
                [*own] = operation.auth_callbacks
                given = [*own, operation.auth_param, router.auth]
                (holders, *_others) = [one for one in given if isinstance(one, Holders)]
                yield operation.methods[0], f"/api/v1{prefix}{route}", holders.roles


def test_every_operation_is_open_to_its_roles_and_to_nobody_else(client, home):
    keys = {who: issue_token(officer=make.officer(who), label="door", at=make.NOON) for who in CAST}
    wrong = []
    for method, url, roles in operations():
        for who, key in keys.items():
            with undone():
                answer = client.generic(
                    method,
                    re.sub(r"{[^}]*}", home["incident"], url),
                    "{}",
                    content_type="application/json",
                    headers={"Authorization": f"Bearer {key}"},
                )
            admitted = not roles or bool(roles & make.officer(who).roles)
            status = answer.status_code
            if status >= 500 or status == 401 or (not admitted and status != 403):
                wrong.append((who, url, status))
    assert wrong == []

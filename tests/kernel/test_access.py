"""Who may reach what; nothing is reached that nobody thought about."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver, path, resolve
from django.urls.resolvers import RegexPattern

from tests import make
from tests.cast import CAST
from tocsin.kernel.access.api import (
    declare_named,
    fetch,
    for_everyone,
    for_officers,
    for_roles,
    policy_for_name,
    policy_of,
    scope_of,
)
from tocsin.kernel.access.policies import PUBLIC
from tocsin.kernel.accounts.api import Officer, Role, Station, issue_token
from tocsin.kernel.errors import NotThere
from tocsin.project.api import api

BACKEND = "tocsin.kernel.accounts.backends.OfficerBackend"

# Writing operations that know a repetition by another name than the act's number, and which.
OWN_IDS = {
    "take_signal_of_switch": "the id of the signal",
    "take_text_message": "the id of the message",
    "take_device_alarm": "the id of the alarm",
    "take_partner_call": "the partner's number of the call",
}
# Writing views that need no act number, and why.
NEED_NO_ACT = {
    "lock": "locking twice is locking",
    "unlock": "unlocking twice is unlocking",
    "choose_language": "the same choice twice is the same choice",
    "demo:sign_in": "signing in twice is being signed in",
    "window:find": "a search twice is two searches, each on record",
    "window:letter": "shown twice, the second code counts and the first is void",
    "my_record:enter": "a code opens once by itself",
    "my_record:come_back": "made twice, the second code counts and the first is void",
    "my_record:challenge": "a look is challenged once",
    "my_record:ask_erasure": "asked twice it is one wish for each entry",
    "my_record:withdraw_erasure": "taking back twice is taking back",
    "my_record:propose": "the same sent twice is proposed once",
    "my_record:withdraw_correction": "taking back twice is taking back",
    "corrections:look": "each look is on record, and changes nothing else",
    "corrections:decide": "a correction is decided once; the second answer says so",
    "my_record:leave": "leaving twice is leaving",
}
SAMPLES = {"int": "1", "str": "x", "slug": "x", "path": "x", "uuid": str(UUID(int=1))}


def addresses(resolver=None, prefix="", namespaces=()) -> Iterator[tuple[str, str, URLPattern]]:
    """Walk every address: its route with samples filled in, its full name and its pattern."""
    for part in (resolver or get_resolver()).url_patterns:
        filled = prefix + sample_of(part.pattern)
        if isinstance(part, URLResolver):
            inner = (*namespaces, part.namespace) if part.namespace else namespaces
            yield from addresses(part, filled, inner)
        else:
            yield "/" + filled, ":".join([*namespaces, part.name or ""]), part


def sample_of(pattern) -> str:
    """Write one address that fits a pattern."""
    text = str(pattern)
    if isinstance(pattern, RegexPattern):
        # A group becomes the first of its choices, else a letter.
        text = re.sub(r"\(\?P<\w+>([\w]*)[^)]*\)", lambda found: found.group(1) or "x", text)
        return text.strip("^$")
    for name, converter in pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        text = text.replace(f"<{kind}:{name}>", SAMPLES.get(kind, "x")).replace(f"<{name}>", "x")
    return text


ALL = list(addresses())
OURS = [
    (url, name, part)
    for url, name, part in ALL
    if part.callback.__module__.startswith(("tocsin.", "ninja."))
]


def policy_for(name, part):
    return policy_of(part.callback) or policy_for_name(name)


def test_the_walk_finds_the_addresses():
    assert {"places:search", "units:list", "start"} <= {name for _url, name, _part in ALL}
    assert [url for url, _name, part in ALL if resolve(url).func is not part.callback] == []


@pytest.mark.parametrize(("url", "name", "part"), OURS, ids=[name or url for url, name, _ in OURS])
def test_every_address_of_ours_declares_who_may_reach_it(url, name, part):
    assert policy_for(name, part) is not None


def operations():
    for prefix, router in api._routers:
        for route, view in router.path_operations.items():
            for operation in view.operations:
                yield f"{','.join(operation.methods)} {prefix}{route}", operation


OPERATIONS = list(operations())
each_operation = pytest.mark.parametrize(
    ("name", "operation"), OPERATIONS, ids=[name for name, _operation in OPERATIONS]
)


def call(client, name, key=""):
    """Call an operation with nothing in it."""
    methods, url = name.split(" ")
    filled = re.sub(r"{[^}]*}", "x", url)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    method = methods.split(",")[0]
    return client.generic(method, f"/api/v1{filled}", headers=headers).status_code


@pytest.mark.django_db
@each_operation
def test_no_operation_is_called_without_a_key(client, name, operation):
    assert call(client, name) == 401


@pytest.mark.django_db
@each_operation
def test_no_operation_is_called_without_a_role(client, name, operation):
    key = issue_token(officer=make.officer("stranger"), label="test", at=make.NOON)
    assert call(client, name, key) == 403


@each_operation
def test_every_writing_operation_does_each_act_once(name, operation):
    if {"GET", "HEAD"} >= set(operation.methods) or operation.view_func.__name__ in OWN_IDS:
        return
    assert getattr(operation.view_func, "is_idempotent", False)


def methods_of(view) -> set[str]:
    """Read which methods a view lets in, from the guards around it."""
    found: set[str] = set()
    while view is not None:
        names = getattr(view, "__code__", None) and view.__code__.co_freevars
        if names and "request_method_list" in names:
            cell = view.__closure__[names.index("request_method_list")]
            found |= set(cell.cell_contents)
        view = getattr(view, "__wrapped__", None)
    return found


PAGES = [row for row in OURS if row[2].callback.__module__.startswith("tocsin.")]
each_page = pytest.mark.parametrize(("url", "name", "part"), PAGES, ids=[row[1] for row in PAGES])


@each_page
def test_every_page_says_which_methods_it_takes(url, name, part):
    assert methods_of(part.callback)


@each_page
def test_every_writing_page_does_each_act_once(url, name, part):
    if methods_of(part.callback) <= {"GET", "HEAD"} or name in NEED_NO_ACT:
        return
    assert getattr(part.callback, "is_idempotent", False)


def closed():
    return [
        (url, policy_for(name, part)) for url, name, part in ALL if policy_for(name, part) != PUBLIC
    ]


@pytest.mark.django_db
def test_nobody_passes_without_signing_in(client):
    let_in = {
        url: answer.status_code
        for url, _policy in closed()
        if (answer := client.get(url)).status_code not in {302, 401, 404}
        or (answer.status_code == 302 and not answer["Location"].startswith("/accounts/login/"))
    }
    assert let_in == {}


@pytest.mark.django_db
def test_an_officer_without_a_role_passes_only_where_every_officer_may(client):
    client.force_login(make.officer("stranger"), backend=BACKEND)
    let_in = [
        url
        for url, policy in closed()
        if (policy is None or policy.roles) and client.get(url).status_code not in {403, 404}
    ]
    assert let_in == []


# A few addresses of the tests' own, to try each kind of policy.


def page(_request, *_args):
    return HttpResponse("in")


def view(declare=None):
    def fresh(request):
        return page(request)

    return declare(fresh) if declare else fresh


urlpatterns = [
    path("open/", view(for_everyone)),
    path("officers/", view(for_officers)),
    path("dispatch/", view(for_roles(Role.DISPATCHER))),
    path("either/", view(for_roles(Role.DISPATCHER, Role.CALL_TAKER))),
    path("forgotten/", view()),
    path("library/", view(), name="a_library_page"),
    path("accounts/login/", view(for_everyone), name="account_login"),
]
WHO_PASSES = {
    "/open/": set(CAST),
    "/officers/": set(CAST),
    "/dispatch/": {"zhao"},
    "/either/": {"zhao", "lin"},
    "/forgotten/": set(),
}


@pytest.mark.django_db
@override_settings(ROOT_URLCONF="tests.kernel.test_access")
@pytest.mark.parametrize("url", WHO_PASSES)
@pytest.mark.parametrize("who", CAST)
def test_each_policy_lets_in_whom_it_names(client, url, who):
    client.force_login(make.officer(who), backend=BACKEND)
    expected = 200 if who in WHO_PASSES[url] else 403
    assert client.get(url, headers={"Accept": "application/json"}).status_code == expected


@pytest.mark.django_db
@override_settings(ROOT_URLCONF="tests.kernel.test_access")
def test_a_page_of_a_library_is_closed_until_its_policy_is_declared(client):
    client.force_login(make.officer("lin"), backend=BACKEND)
    assert client.get("/library/", headers={"Accept": "application/json"}).status_code == 403
    declare_named({"a_library_page": PUBLIC})
    assert client.get("/library/").status_code == 200


def test_a_policy_for_roles_names_at_least_one():
    with pytest.raises(ValueError, match="at least one role"):
        for_roles()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "bureau_wide"),
    [("lin", True), ("zhao", True), ("admin", True), ("guan", True), ("ma", False), ("bai", False)],
)
def test_patrol_officers_see_their_station_and_desks_see_the_bureau(who, bureau_wide):
    assert (scope_of(make.officer(who)).station_id is None) is bureau_wide


@pytest.mark.django_db
def test_rows_of_another_bureau_are_out_of_sight():
    make.station(of=make.bureau("620822"))
    mine = make.station()
    scope = scope_of(make.officer("lin"))
    assert list(scope.within(Station.objects.all())) == [mine]


@pytest.mark.django_db
def test_what_is_out_of_reach_is_not_there():
    with pytest.raises(NotThere):
        fetch(Officer.objects.none(), username="lin")

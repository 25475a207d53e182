"""Officers are added and the database is looked after from the command line's side."""

import pytest

from tests import make
from tests.make import NOON
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import Bureau, Officer, Role
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import NotThere, Unacceptable
from tocsin.project import health, startup
from tocsin.project.staff import add_officer, close_key, issue_key

pytestmark = pytest.mark.django_db


def add(username="lin", *, bureau="620881", roles=(Role.CALL_TAKER,), **more) -> Officer:
    return add_officer(
        username=username,
        name="Lin",
        bureau_code=bureau,
        roles=roles,
        password="a long enough password",  # noqa: S106 - of a test
        at=NOON,
        **more,
    )


def test_added_officer_can_sign_in_holds_the_roles_and_is_on_record(client):
    make.bureau()

    officer = add(roles=(Role.CALL_TAKER, Role.DISPATCHER))

    assert client.login(username="lin", password="a long enough password")  # noqa: S106 - of a test
    assert officer.roles == {Role.CALL_TAKER, Role.DISPATCHER}
    assert [entry["action"] for entry in audit.trail(officer)] == ["accounts.enlisted"]


def test_bureau_is_founded_only_when_asked_for():
    with pytest.raises(NotThere, match="620881"):
        add()
    assert not Bureau.objects.exists()

    assert add(new_bureau="华亭市公安局").bureau.name_zh == "华亭市公安局"


def test_station_must_be_one_of_the_bureau():
    station = make.station("S07")

    assert add(station_code="S07").station == station
    with pytest.raises(NotThere, match="S99"):
        add("zhao", station_code="S99")


@pytest.mark.parametrize("username", ["lin", "a b", "", "x" * 61, "a\x00b"])
def test_unfit_user_name_is_refused_and_nothing_is_stored(username):
    make.bureau()
    add("lin")

    with pytest.raises(Unacceptable):
        add(username)

    assert list(Officer.objects.filter(is_service=False).values_list("username", flat=True)) == [
        "lin"
    ]


def test_a_key_opens_what_its_officer_may_until_it_is_closed(client):
    make.bureau()
    officer = add("switch", roles=(Role.INTEGRATION,))
    key = issue_key(username="switch", label="switch 1", days=365, at=moment.now())
    asked = {"path": "/api/v1/units", "headers": {"Authorization": f"Bearer {key}"}}

    assert client.get(**asked).status_code == 200
    close_key(username="switch", label="switch 1", at=moment.now())

    assert client.get(**asked).status_code == 401
    assert [entry["action"] for entry in audit.trail(officer)] == [
        "accounts.enlisted",
        "accounts.key_issued",
        "accounts.key_closed",
    ]


def test_a_key_that_nobody_holds_cannot_be_issued_or_closed():
    make.bureau()
    add("switch", roles=(Role.INTEGRATION,))

    with pytest.raises(NotThere, match="nobody"):
        issue_key(username="nobody", label="x", at=NOON)
    with pytest.raises(NotThere, match="switch"):
        close_key(username="switch", label="x", at=NOON)


def test_reference_data_is_loaded_for_every_bureau_and_only_once():
    make.bureau()
    startup.load_reference()
    before = Officer.objects.count()

    startup.load_reference()

    assert Officer.objects.count() == before
    found = {finding.name: finding for finding in health.inspect()}
    assert found["reference data"].ok


def test_missing_reference_data_is_a_finding_that_says_what_to_do():
    make.bureau()

    found = {finding.name: finding for finding in health.inspect()}

    assert not found["reference data"].ok
    assert "tocsin migrate" in found["reference data"].message
    assert found["migrations"].ok
    assert found["python"].ok

"""An officer has lost the second factor, and somebody else takes it off them."""

from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from tests import make
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import Officer, Role, enlist, service_officer
from tocsin.kernel.audit.api import trail
from tocsin.kernel.errors import NotForYou, NotThere, Unacceptable
from tocsin.kernel.shell.factors import NothingToReset, reset_second_factor

pytestmark = pytest.mark.django_db
KINDS = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)


def with_factor(officer: Officer) -> Officer:
    for kind in KINDS:
        Authenticator.objects.create(user=officer, type=kind, data={"secret": "x"})
    return officer


@pytest.fixture(autouse=True)
def _required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def admin(client):
    officer = with_factor(make.officer("admin"))
    client.force_login(officer)
    return officer


def press(client, username: str, reason: str = "手机丢失，本人到场"):
    return client.post(
        reverse("reset_factor", args=[username]), {"reason": reason, "act_id": str(uuid4())}
    )


def test_an_administrator_resets_it_and_the_officer_sets_up_a_new_one(client, admin):
    lin, phone = with_factor(make.officer("lin")), Client()
    phone.force_login(lin)
    assert phone.get(reverse("start")).status_code == 200

    assert press(client, "lin").status_code == 302

    assert not Authenticator.objects.filter(user=lin).exists()
    assert Authenticator.objects.filter(user=admin).count() == 2
    assert phone.get(reverse("start"))["Location"].startswith(reverse("account_login"))
    phone.force_login(lin)
    assert phone.get(reverse("calls:desk"))["Location"] == reverse("mfa_index")


def test_it_is_on_the_trail_with_its_reason(client, admin):
    lin = with_factor(make.officer("lin"))
    press(client, "lin")

    [entry] = trail(lin)
    assert (entry["action"], entry["actor__name"]) == ("accounts.second_factor_reset", admin.name)
    assert entry["detail"] == {
        "kinds": "recovery_codes,totp",
        "reason": "手机丢失，本人到场",
        "sessions_ended": 0,
    }


@pytest.mark.parametrize("reason", ["", "  ", "字" * 201])
def test_no_reset_without_a_reason_of_a_line(client, admin, reason):
    lin = with_factor(make.officer("lin"))

    assert press(client, "lin", reason).status_code == 422
    assert Authenticator.objects.filter(user=lin).count() == 2


def test_the_page_shows_who_has_one_and_is_for_administrators(client, admin):
    with_factor(make.officer("lin"))
    make.officer("zhao")
    make.officer("lin", of=make.bureau("999999"))
    page = client.get(reverse("officers")).content.decode()

    assert reverse("reset_factor", args=["lin"]) in page
    assert reverse("reset_factor", args=["zhao"]) not in page
    assert reverse("reset_factor", args=["admin"]) not in page
    assert "999999" not in page
    assert "赵派警" not in client.get(reverse("officers"), {"q": "林"}).content.decode()
    for who in ("lin", "guan", "zhao", "stranger"):
        other = Client()
        other.force_login(make.officer(who))
        if who != "lin":
            with_factor(make.officer(who))
        assert other.get(reverse("officers")).status_code == 403
        assert press(other, "lin").status_code == 403


def test_nobody_resets_their_own_or_one_of_another_bureau(client, admin):
    other = with_factor(make.officer("lin", of=make.bureau("999999")))

    assert press(client, "admin").status_code == 403
    assert press(client, other.username).status_code == 404
    assert Authenticator.objects.count() == 4


def test_the_service_refuses_by_itself():
    lin, zhao = with_factor(make.officer("lin")), make.officer("zhao")

    def reset(officer: Officer, actor: Officer, reason: str = "x") -> None:
        reset_second_factor(officer=officer, reason=reason, actor=actor, at=moment.now())

    with pytest.raises(NotForYou):
        reset(lin, zhao)
    with pytest.raises(NotThere):
        reset(lin, service_officer(make.bureau("999999"), "console"))
    with pytest.raises(NothingToReset):
        reset(zhao, make.officer("admin"))
    with pytest.raises(Unacceptable):
        reset(lin, make.officer("admin"), " ")


def test_pages_follow_one_another_and_ask_the_database_a_fixed_number_of_questions(
    client, admin, django_assert_max_num_queries
):
    for n in range(60):
        enlist(
            username=f"officer{n:02}",
            name=f"人员{n:02}",
            bureau=make.bureau(),
            roles=[Role.OFFICER, Role.CALL_TAKER],
            at=make.NOON,
        )
    client.get(reverse("officers"))
    with django_assert_max_num_queries(8):
        first = client.get(reverse("officers"))
    second = client.get(reverse("officers") + "?" + first.context["older"])

    names = [row.username for answer in (first, second) for row in answer.context["rows"]]
    assert names == sorted(names)
    assert len(names) == len(set(names)) == 61

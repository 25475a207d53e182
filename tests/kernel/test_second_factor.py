import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from tests import make
from tocsin.kernel.accounts.api import issue_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin(client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    officer = make.officer("lin")
    client.force_login(officer)
    return officer


def test_officer_with_a_password_alone_is_sent_to_set_up_a_second_factor(client, lin):
    response = client.get(reverse("start"))

    assert response.status_code == 302
    assert response["Location"] == reverse("mfa_index")


def test_fragment_of_a_desk_is_refused_without_a_second_factor(client, lin):
    response = client.get(reverse("start"), headers={"HX-Request": "true"})

    assert response.status_code == 403


def test_page_to_set_it_up_opens_without_one(client, lin):
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("account_logout")).status_code == 200


def test_officer_with_a_one_time_code_reaches_the_desk(client, lin):
    Authenticator.objects.create(user=lin, type=Authenticator.Type.TOTP, data={"secret": "x"})

    assert client.get(reverse("start")).status_code == 200


def test_program_with_a_key_needs_no_second_factor(client, lin):
    key = issue_token(officer=make.officer("zhao"), label="device", at=make.NOON)
    client.logout()

    response = client.get(reverse("start"), headers={"Authorization": f"Bearer {key}"})

    assert response.status_code == 200

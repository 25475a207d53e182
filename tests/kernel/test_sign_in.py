import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from django.urls import reverse

from tests import make
from tests.kernel.test_access import BACKEND

pytestmark = pytest.mark.django_db


def test_sign_in_page_offers_no_way_that_leads_nowhere(client):
    page = client.get(reverse("account_login")).content.decode()

    assert reverse("account_reset_password") not in page
    assert reverse("account_signup") not in page


def test_officer_signs_in_by_password_and_lands_on_the_start_page(client):
    officer = make.officer("lin")
    officer.set_password("a long enough secret")
    officer.save()

    sent = {"login": "lin", "password": "a long enough secret"}
    response = client.post(reverse("account_login"), sent)

    assert response.status_code == 302
    assert response["Location"] == reverse("start")


def test_wrong_password_keeps_the_name_and_says_so(client):
    make.officer("lin")

    response = client.post(reverse("account_login"), {"login": "lin", "password": "wrong"})

    assert response.status_code == 200
    assert 'value="lin"' in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_account_rests_after_many_wrong_passwords(client):
    officer = make.officer("lin")
    officer.set_password("a long enough secret")
    officer.save()
    for _attempt in range(6):
        client.post(reverse("account_login"), {"login": "lin", "password": "wrong"})

    client.post(reverse("account_login"), {"login": "lin", "password": "a long enough secret"})

    assert "_auth_user_id" not in client.session


def test_unlocking_keeps_the_session_when_the_password_is_hashed_anew(client):
    """As it is once after Django has asked for more rounds of hashing."""
    officer = make.officer("lin")
    officer.password = PBKDF2PasswordHasher().encode("a long enough secret", "salt", iterations=7)
    officer.save()
    client.force_login(officer, backend=BACKEND)
    client.post(reverse("lock"))

    client.post(reverse("unlock"), {"password": "a long enough secret"})

    assert client.get(reverse("start")).status_code == 200
    assert make.officer("lin").password != officer.password


def test_whoever_guesses_at_a_locked_desk_is_signed_out_after_five(client):
    officer = make.officer("lin")
    officer.set_password("a long enough secret")
    officer.save()
    client.force_login(officer, backend=BACKEND)
    client.post(reverse("lock"))
    for _try in range(4):
        assert client.post(reverse("unlock"), {"password": "guessed"}).status_code == 422
    assert "_auth_user_id" in client.session

    client.post(reverse("unlock"), {"password": "guessed"})

    assert "_auth_user_id" not in client.session


def test_many_at_once_guess_no_more_than_ten_in_a_minute(client):
    """Each browser counts for itself; what is allowed in a minute is counted for the officer."""
    officer = make.officer("lin")
    officer.set_password("a long enough secret")
    officer.save()
    browsers = [Client() for _place in range(3)]
    for browser in browsers:
        browser.force_login(officer, backend=BACKEND)
        browser.post(reverse("lock"))
        for _try in range(4):
            browser.post(reverse("unlock"), {"password": "guessed"})

    answer = browsers[-1].post(reverse("unlock"), {"password": "a long enough secret"})

    assert answer.headers["Location"] == reverse("account_login")


@pytest.mark.parametrize("target", ["//evil.example", "http://evil.example", "/\\evil.example"])
def test_signing_in_leads_to_no_other_site(client, target):
    officer = make.officer("lin")
    officer.set_password("a long enough secret")
    officer.save()
    sent = {"login": "lin", "password": "a long enough secret", "next": target}
    answer = client.post(reverse("account_login") + f"?next={target}", sent)
    assert answer.status_code == 302
    assert "evil" not in answer.headers["Location"]

"""Every page on which a second factor is set up opens."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from tests import make

pytestmark = pytest.mark.django_db
PAGES = ("mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn")


@pytest.mark.parametrize("page", PAGES)
def test_page_of_the_second_factor_opens(client, page):
    officer = make.officer("lin")
    client.force_login(officer, backend="tocsin.kernel.accounts.backends.OfficerBackend")

    answer = client.get(reverse(page), follow=True)

    assert answer.status_code == 200


def test_passkeys_are_listed(client):
    officer = make.officer("lin")
    key = {"name": "手机", "credential": {}, "passwordless": True}
    Authenticator.objects.create(user=officer, type=Authenticator.Type.WEBAUTHN, data=key)
    client.force_login(officer, backend="tocsin.kernel.accounts.backends.OfficerBackend")

    answer = client.get(reverse("mfa_list_webauthn"))

    assert answer.status_code == 200
    assert "手机" in answer.content.decode()

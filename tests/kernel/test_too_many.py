"""Whoever tries too often is told to wait, in words and on our own page."""

import pytest
from django.urls import reverse

from tests import make

pytestmark = pytest.mark.django_db


def test_too_many_changes_of_a_password_are_answered_with_a_sentence(client):
    officer = make.officer("lin")
    officer.set_password("correct horse battery")
    officer.save()
    client.force_login(officer, backend="tocsin.kernel.accounts.backends.OfficerBackend")
    address = reverse("account_change_password")

    answers = [client.post(address, {"oldpassword": "wrong"}) for _ in range(12)]

    assert answers[-1].status_code == 429
    assert "请等一分钟再发" in answers[-1].content.decode()

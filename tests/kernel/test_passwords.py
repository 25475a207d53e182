"""Passwords: long, not common, of any signs, kept as typed, and changed with the old one."""

import pytest
from django.conf import global_settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests import make
from tests.kernel.test_access import BACKEND
from tocsin.project import settings as ours

pytestmark = pytest.mark.django_db
OLD, NEW = "old words, long enough", "new words, long enough"


@pytest.fixture
def lin():
    officer = make.officer("lin")
    officer.set_password(OLD)
    officer.save()
    return officer


def test_short_and_common_ones_are_refused():
    long_and_common = [word for word in CommonPasswordValidator().passwords if len(word) >= 12]
    assert len(long_and_common) > 50
    for word in ("elevensigns", *sorted(long_and_common)[:50]):
        with pytest.raises(ValidationError):
            validate_password(word)


@pytest.mark.parametrize(
    "word", ["onlysmallletters", "东大街的红灯笼挂在门口等你", "a b c d e f g", "x7" * 64]
)
def test_any_signs_and_any_length_will_do(word):
    validate_password(word)


def test_it_is_taken_as_it_was_typed(lin):
    long = "Aa" * 64
    lin.set_password(long)
    for other in (long[:-1], long.lower(), f"{long} "):
        assert not lin.check_password(other)
    assert lin.check_password(long)


def test_it_is_kept_as_a_slow_hash():
    assert not hasattr(ours, "PASSWORD_HASHERS")
    first = global_settings.PASSWORD_HASHERS[0]
    assert first == f"{PBKDF2PasswordHasher.__module__}.{PBKDF2PasswordHasher.__qualname__}"
    assert PBKDF2PasswordHasher.iterations >= 600_000


def change(client, old, new):
    sent = {"oldpassword": old, "password1": new, "password2": new}
    return client.post(reverse("account_change_password"), sent)


def test_it_is_changed_with_the_old_one(client, lin):
    client.force_login(lin, backend=BACKEND)
    change(client, "not the old one at all", NEW)
    lin.refresh_from_db()
    assert lin.check_password(OLD)
    change(client, OLD, NEW)
    lin.refresh_from_db()
    assert lin.check_password(NEW)


def test_fields_for_it_are_masked_and_may_be_pasted_into(client, lin):
    client.force_login(lin, backend=BACKEND)
    for url in (reverse("account_change_password"),):
        page = client.get(url).content.decode()
        assert page.count('type="password"') == 3
        assert "onpaste" not in page
        assert 'autocomplete="off"' not in page.partition('type="password"')[2][:200]

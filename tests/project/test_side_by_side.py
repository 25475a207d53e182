"""Two instances in one browser, whose cookies know no ports."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from tests import make

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME")
READ = (
    "import json; from tocsin.project import settings; "
    f"print(json.dumps([getattr(settings, name) for name in {NAMES!r}]))"
)


def names_in(folder: Path) -> list[str]:
    told = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", READ],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "TOCSIN_DATA": str(folder)},
    )
    names: list[str] = json.loads(told.stdout)
    return names


def test_instances_of_two_folders_name_their_cookies_apart(tmp_path):
    one, again, other = (names_in(tmp_path / name) for name in ("demo", "demo", "demo-2"))

    assert one == again
    assert len({*one, *other}) == 6


@pytest.mark.django_db
def test_signing_in_at_one_leaves_the_other_signed_in():
    """One jar of cookies, as a browser keeps for one host, and two instances that use it."""
    jar, page = Client(), reverse("calls:desk")
    jar.force_login(make.officer("lin"))
    mine = jar.cookies[settings.SESSION_COOKIE_NAME].value
    apart = dict(zip(NAMES, ("other_session", "other_csrf", "other_language"), strict=True))
    with override_settings(**apart):
        jar.force_login(make.officer("zhao"))
        assert jar.get(page).status_code == 403
        jar.post(reverse("choose_language"), {"language": "en", "next": "/"})
        jar.post(reverse("account_logout"))

    assert jar.cookies[settings.SESSION_COOKIE_NAME].value == mine
    answer = jar.get(page)
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == "zh-hans"


@pytest.mark.django_db
def test_a_page_tells_its_scripts_which_cookie_is_theirs(client):
    client.force_login(make.officer("lin"))

    assert f'name="csrf-cookie" content="{settings.CSRF_COOKIE_NAME}"' in (
        client.get(reverse("calls:desk")).content.decode()
    )

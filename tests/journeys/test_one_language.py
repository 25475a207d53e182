"""English pages are English: what is Chinese on them are names and what people said."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from tests import make, make_calls, make_dispatch
from tests.journeys.test_every_page import ROLES, SEARCHED
from tests.journeys.walking import walk
from tocsin.desks.calls.api import Call
from tocsin.desks.dispatch.api import Incident, add_note
from tocsin.kernel import moment
from tocsin.kernel.accounts.models import Beat, Bureau, Officer, Station
from tocsin.registers.catalogue.models import IncidentType
from tocsin.registers.places.models import Address, Premises
from tocsin.registers.units.models import Unit

pytestmark = pytest.mark.django_db(transaction=True)
HAN = re.compile(r"[\u3400-\u9fff]+")
READ = ("title", "placeholder", "aria-label", "alt", "value")
LANGUAGES = ("中文", "简体中文")
WORDS = "两车相撞"
# What addresses lie in, where no table has it.
SAID = ("东大街", "华亭市", "两辆摩托车相撞")
# It shows each name in both languages, side by side.
BILINGUAL = "/catalogue/"


class Texts(HTMLParser):
    """Collects what a person reads on a page, or has read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the attributes that are read, and leave scripts out."""
        self.unread += tag in {"script", "style"}
        self.found += [text for name, text in attrs if name in READ and text]

    def handle_endtag(self, tag: str) -> None:
        """Come back from a script."""
        self.unread -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        """Take a text."""
        if not self.unread:
            self.found.append(data)


def names() -> list[str]:
    """List the names and words that stay as they are in every language, the longest first."""
    found = {WORDS, *SAID, *LANGUAGES}
    for rows in (
        Officer.objects.values_list("name"),
        Unit.objects.values_list("name"),
        Address.objects.values_list("text"),
        Incident.objects.values_list("place_text"),
        Call.objects.values_list("place_text"),
        Bureau.objects.values_list("name_zh"),
        Station.objects.values_list("name_zh"),
        Beat.objects.values_list("name_zh"),
        Premises.objects.values_list("name", "kind", "access_notes"),
    ):
        found.update(text for row in rows for text in row)
    for hazards in Premises.objects.values_list("hazards", flat=True):
        found.update(hazards)
    return sorted(filter(None, found), key=len, reverse=True)


def chinese_on(text: str, known: list[str]) -> list[str]:
    """List what is Chinese on a page and is neither a name nor somebody's words."""
    reader = Texts()
    reader.feed(text)
    left = " ".join(reader.found)
    for name in known:
        left = left.replace(name, " ")
    return HAN.findall(left)


@pytest.fixture
def day(town):
    """A day on which something of everything has happened."""
    now = moment.now()
    make_calls.saved(at=now)
    incident = make_dispatch.incident("东大街3号", at=now, words=WORDS)
    incident.type_name = IncidentType.objects.get(code=incident.type_code).name_zh
    incident.save()
    sent = make_dispatch.sent(incident, town.unit, at=now)
    make_dispatch.stamp(sent, "received", "arrived", at=now)
    add_note(incident=incident, text=WORDS, actor=make.officer("ma"), at=now)
    make_calls.opened(at=now)
    return incident


@pytest.mark.parametrize("who", ROLES)
def test_english_pages_hold_no_chinese_but_names_and_words(day, who):
    client = Client(headers={"Accept": "text/html"})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(make.officer(who), backend=settings.AUTHENTICATION_BACKENDS[0])
    known = names()
    with translation.override("en"):
        urls = {visit.url for visit in walk(who, searched=SEARCHED)}
    if who in {"zhao", "guan"}:
        urls |= {f"/dispatch/?open={day.number}", "/phone/help/board/"}
    urls = {url for url in urls if not url.startswith(BILINGUAL)}

    found = {url: chinese_on(client.get(url).content.decode(), known) for url in sorted(urls)}

    assert {url: left for url, left in found.items() if left} == {}

"""Walks the pages as a person does who only follows links."""

import re
from collections import deque
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve

from tests import make

LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]+)"')
# Not pages: they end the session, or they are files.
LEFT_OUT = re.compile(r"^(account_|mfa_|xlsx$|json$|\w*csv$|sheet|export|photo$)")


@dataclass(frozen=True)
class Visit:
    """One page as somebody found it."""

    name: str
    url: str
    status: int
    queries: int


def walk(who: str, *, searched: str = "") -> list[Visit]:
    """Follow every link from the start page on, and from a search, to one page of each kind."""
    officer = make.officer(who)
    client = Client(headers={"Accept": "text/html", "Accept-Language": "en"})
    client.force_login(officer, backend=settings.AUTHENTICATION_BACKENDS[0])
    waiting, known, found = deque(["/", *filter(None, [searched])]), {"start"}, []
    while waiting:
        url = waiting.popleft()
        visit, text = visited(client, url)
        found.append(visit)
        for link in LINK.findall(text):
            target = urljoin(url, unescape(link))
            name = name_of(target)
            if name and name not in known:
                known.add(name)
                waiting.append(target)
    return found


def visited(client: Client, url: str) -> tuple[Visit, str]:
    """Open one page and count what it asked of the database."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(url)
    text = answer.content.decode() if not answer.streaming else ""
    return Visit(name_of(url), url, answer.status_code, len(asked)), text


def name_of(url: str) -> str:
    """Name the page at an address; nothing for what is no page of ours."""
    parts = urlsplit(url)
    if parts.scheme or parts.netloc:
        return ""
    try:
        found = resolve(parts.path)
    except Resolver404:
        return f"nowhere: {parts.path}"
    return "" if LEFT_OUT.match(found.url_name or "") else found.view_name

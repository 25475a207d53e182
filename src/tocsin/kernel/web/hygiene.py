"""Turns away input that no field could hold, before any view sees it."""

import json
from collections.abc import Callable, Iterable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _

from tocsin.kernel.errors import Unacceptable
from tocsin.kernel.web.answers import refusal_response

WITH_FILES = "multipart/form-data"
FORMS = ("application/x-www-form-urlencoded", WITH_FILES)
JSON = "application/json"
PROGRAMS = "/api/"


class HygieneMiddleware:
    """Refuses NUL characters, lone surrogates and bodies that are too large to be typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        complaint = complaint_about(request)
        if complaint:
            return refusal_response(request, Unacceptable(complaint))
        return self.get_response(request)


def complaint_about(request: HttpRequest) -> str:
    """Say what is wrong with the input; an empty text means nothing is."""
    if unwritable([request.path, *texts_of(request.GET.lists())]):
        return _("The address contains characters that cannot be stored. Check the link.")
    try:
        texts = list(texts_sent(request))
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        return _("This is too long to be stored. Shorten it and send again; your text is kept.")
    except (MultiPartParserError, UnicodeDecodeError, LookupError):
        return _("What was sent could not be read. Reload the page and send again.")
    if unwritable(texts):
        return _(
            "The text contains characters that cannot be stored. "
            "Remove them and send again; the rest is kept."
        )
    return ""


def texts_sent(request: HttpRequest) -> Iterable[str]:
    """Walk through the texts of a form or of JSON; other bodies are for their readers to judge."""
    is_for_programs = request.path.startswith(PROGRAMS)
    if is_for_programs and request.content_type == WITH_FILES:
        return ()  # its fields are read by the operation; a file is not held in memory here
    # Before forms, because a form that was read leaves no body for the operation to read.
    if request.content_type == JSON or is_for_programs:
        return texts_in(request.body)
    if request.content_type in FORMS:
        return texts_of(request.POST.lists())
    return ()


def texts_in(body: bytes) -> list[str]:
    """List the texts in JSON, or none where it cannot be read: whoever wants it will say so."""
    try:
        waiting = [json.loads(body)] if body else []
    except (ValueError, RecursionError):
        return []
    texts: list[str] = []
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            texts += value
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str):
            texts.append(value)
    return texts


def texts_of(lists: Iterable[tuple[str, list[str]]]) -> Iterable[str]:
    """Walk through the names and values of a form."""
    for name, values in lists:
        yield name
        yield from values


def unwritable(texts: Iterable[str]) -> bool:
    """Say whether a text holds what PostgreSQL cannot store."""
    return any("\x00" in text or not encodable(text) for text in texts)


def encodable(text: str) -> bool:
    r"""Say whether the text is whole Unicode.

    >>> encodable("\ud800"), encodable("华亭")
    (False, True)
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

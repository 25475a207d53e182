"""Pages with made-up rows, by which the browser tests try the frame."""

import json
import queue
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.template import engines
from django.urls import path

from tocsin.kernel.access.api import for_everyone

LIST = (
    '<ul class="rows" id="list" data-rows data-refresh-on="row.made" data-refresh-url="/list/" '
    "data-hold-while-busy>{% for n in rows %}"
    '<li class="row" id="row-{{ n }}" data-row tabindex="0">'
    '<a href="/row/{{ n }}/">{{ n }} of {{ rows|length }}</a></li>{% endfor %}</ul>'
)
FORM = (
    '<form id="form" method="post" hx-post="/save/" hx-swap="outerHTML" data-draft-url="/draft/">'
    '{% load shell %}{% act_id %}<input id="words" name="words">'
    '<button id="save" data-key="Ctrl+Enter" data-key-label="Save">Save</button>'
    "<span data-draft-line></span></form>"
    '<form id="note-form" method="post" hx-post="/save/" hx-swap="none" data-draft-url="#note-1">'
    '<input id="note" name="note"><button id="note-down">Note</button></form>'
)
PAGE = (
    '{% extends "shell/desk.html" %}{% block left %}<div class="col-body">' + LIST + "</div>"
    "{% endblock %}{% block centre %}" + FORM + "{% endblock %}"
    '{% block right %}<div class="col-map" data-map data-features-url="/features/" '
    'data-base-url="/nothing.pmtiles" data-refresh-on="row.made"></div>{% endblock %}'
)


@dataclass
class Bench:
    """What the pages show, what they were sent, and how they shall answer."""

    rows: int = 3
    status: int = 200
    draft_status: int = 204
    refusal: str = ""
    sent: list[dict[str, str]] = field(default_factory=list)
    drafts: list[dict[str, str]] = field(default_factory=list)
    # How often the list is answered with what was made for another desk, and what that is.
    older: int = 0
    older_list: str = ""
    heard: list[str] = field(default_factory=list)
    events: "queue.Queue[str | None]" = field(default_factory=queue.Queue)

    def make_row(self) -> None:
        """Add a row and tell the browsers."""
        self.rows += 1
        self.tell()

    def tell(self) -> None:
        """Tell the browsers of the newest row."""
        data = json.dumps({"type": "row.made", "subject": f"row {self.rows}"})
        self.events.put(f"id: 1-{self.rows}\nevent: row.made\ndata: {data}\n\n")


bench = Bench()


def drawn(request: HttpRequest, source: str) -> HttpResponse:
    officer = SimpleNamespace(pk=7, name="林接警", roles=frozenset())
    facts = {"officer": officer, "desks": [], "rows": range(bench.rows), "idle_lock_minutes": 0}
    return HttpResponse(engines["django"].from_string(source).render(facts, request))


@for_everyone
def page(request: HttpRequest) -> HttpResponse:
    return drawn(request, PAGE)


@for_everyone
def rows(request: HttpRequest) -> HttpResponse:
    bench.heard.append(request.headers.get("X-Tocsin-Heard", ""))
    if bench.older:
        bench.older -= 1
        answer = HttpResponse(bench.older_list)
        answer["X-Tocsin-Again"] = "1"
        return answer
    return drawn(request, LIST)


@for_everyone
def save(request: HttpRequest) -> HttpResponse:
    bench.sent.append(request.POST.dict())
    if bench.refusal:
        return HttpResponse(f"<p data-refusal>{bench.refusal}</p>", status=409)
    return HttpResponse('<p id="done">done</p>', status=bench.status)


@for_everyone
def draft(request: HttpRequest) -> HttpResponse:
    bench.drafts.append(request.POST.dict())
    return HttpResponse(status=bench.draft_status)


@for_everyone
def features(_request: HttpRequest) -> HttpResponse:
    point = {"type": "Point", "coordinates": [106.65, 35.22]}
    facts = {"kind": "incident", "level": 1, "label": "东大街"}
    feature = {"type": "Feature", "geometry": point, "properties": facts}
    return JsonResponse({"type": "FeatureCollection", "features": [feature] * bench.rows})


@for_everyone
def live(_request: HttpRequest) -> StreamingHttpResponse:
    line = bench.events

    def stream() -> Iterator[str]:
        yield "retry: 100\n: open\n\n"
        while (text := line.get(timeout=30)) is not None:
            yield text

    return StreamingHttpResponse(stream(), content_type="text/event-stream")


urlpatterns = [
    path("", page, name="start"),
    path("list/", rows),
    path("save/", save),
    path("draft/", draft),
    path("features/", features),
    path("live/", live),
    path("language/", page, name="choose_language"),
    path("lock/", page, name="lock"),
]

"""The replay of an incident on the map, and the way to it by number."""

from unicodedata import normalize

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.errors import NotThere
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.readers.supervision.access import story_for
from tocsin.readers.supervision.replays import STATES, plain_replay, replay_of


def number_in(text: str) -> str:
    """Read an incident's number as people write it: in full-width signs, small, with blanks."""
    return "".join(normalize("NFKC", text).upper().split())[:24]


@for_roles(Role.SUPERVISOR)
@require_GET
def find(request: SignedInRequest) -> HttpResponse:
    """Open the replay of the incident whose number was typed."""
    typed = request.GET.get("number", "")[:80]
    if not typed.strip():
        return render(request, "supervision/find.html", {"typed": typed})
    try:
        story = story_for(request.user, number_in(typed))
    except NotThere as refusal:
        context = {"typed": typed, "complaint": refusal.message}
        return render(request, "supervision/find.html", context, status=refusal.status)
    return redirect("supervision:replay", number=story.incident.number)


@for_roles(Role.SUPERVISOR)
@require_GET
def replay_page(request: SignedInRequest, number: str) -> HttpResponse:
    """Show an incident with its timeline, ready to be played."""
    replay = replay_of(story_for(request.user, number), moment.now())
    context = {
        "replay": replay,
        "incident": replay.story.incident,
        "length": replay.end - replay.start,
        "states": sorted(set(STATES.values())),
    }
    return render(request, "supervision/replay.html", context)


@for_roles(Role.SUPERVISOR)
@require_GET
def frames(request: SignedInRequest, number: str) -> HttpResponse:
    """Send what the replay is drawn from."""
    replay = replay_of(story_for(request.user, number), moment.now())
    return JsonResponse(plain_replay(replay), json_dumps_params={"ensure_ascii": False})

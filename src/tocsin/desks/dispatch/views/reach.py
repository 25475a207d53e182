"""The layer of the map that shows how far somebody gets."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tocsin.core.geo import Point
from tocsin.core.roads import TravelMode
from tocsin.desks.dispatch import access
from tocsin.desks.dispatch.cover.posts import posts_of
from tocsin.desks.dispatch.travel.moving import SIREN_UP_TO, mode_of, place_of
from tocsin.desks.dispatch.travel.reaching import reach_from
from tocsin.desks.dispatch.views.showing import READERS
from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.errors import NotThere
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.places import api as places


@for_roles(*READERS)
@require_GET
def reach(request: SignedInRequest) -> HttpResponse:
    """Draw how far a unit, or somebody with lights and siren from a post, gets within minutes."""
    name, origin, mode = setting_out(request)
    features = reach_from(request.user.bureau, origin, mode, moment.now())
    return JsonResponse({"type": "FeatureCollection", "features": features, "from": name})


@for_roles(*READERS)
@require_GET
def roads_now(request: SignedInRequest) -> HttpResponse:
    """Show the line on the roads anew."""
    now = places.roads_now(request.user.bureau, moment.now())
    return render(request, "dispatch/board/_roads_now.html", {"roads_now": now})


def strip_context(request: SignedInRequest) -> dict[str, object]:
    """Read what the strip under the map offers."""
    bureau = request.user.bureau
    return {"posts": posts_of(bureau), "roads_now": places.roads_now(bureau, moment.now())}


def setting_out(request: SignedInRequest) -> tuple[str, Point, TravelMode]:
    """Say who sets out, from where and how: a unit by its id, else a post by its code."""
    unit, post = request.GET.get("unit", "")[:18], request.GET.get("post", "")[:24]
    if unit.isdecimal():
        row = access.unit_numbered(request.user, int(unit))
        return row.name, Point(*place_of(row)), mode_of(row, SIREN_UP_TO)
    for one in posts_of(request.user.bureau):
        if one.code == post:
            return one.name, Point(one.lon, one.lat), TravelMode.LIGHTS_AND_SIREN
    raise NotThere(_("This unit or post is not there. Choose another one."))

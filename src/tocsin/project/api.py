"""The programming interface: every part's routes under one description."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tocsin.adapters.intake import api_routes as intake
from tocsin.adapters.switch import api_routes as switch
from tocsin.adapters.witnesses import api_routes as witness
from tocsin.desks.calls import api_routes as calls
from tocsin.desks.dispatch.programs import routes as incidents
from tocsin.desks.duty import api_routes as phone
from tocsin.kernel.access.api import Policy, declare
from tocsin.readers.exports import api_routes as receivers
from tocsin.readers.supervision import api_routes as report
from tocsin.registers.places import api_routes as places
from tocsin.registers.places import road_routes as roads
from tocsin.registers.units import api_routes as units

ROUTES = {
    "/calls": calls.router,
    "/switch": switch.router,
    "/intake": intake.router,
    "/incidents": incidents.router,
    "/phone": phone.router,
    "/places": places.router,
    "/roads": roads.router,
    "/units": units.router,
    "/report": report.router,
    "/receivers": receivers.router,
    "/witness": witness.router,
}
# Each operation names its own roles with ``auth=Holders(...)``; the door is open to all of them.
DOOR = Policy(everyone=True)

api = NinjaAPI(
    title="Tocsin",
    version="1",
    docs_url=None,
    # The name under which project/urls.py includes this module: the description asks for it.
    urls_namespace="ninja",
    description="The same act sent twice is one act: what systems bring in carries the sender's "
    "own id in its body; other writing operations take the header X-Act-Id, made by the client.",
)
for prefix, router in ROUTES.items():
    api.add_router(prefix, router)


def answer(request: HttpRequest, code: str, message: str, status: int) -> HttpResponse:
    """Say no to a program in the form of every refusal."""
    return api.create_response(request, {"code": code, "message": message}, status=status)


@api.exception_handler(AuthenticationError)
def not_signed_in(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """Answer a program that did not identify itself."""
    message = _("Send a valid key in the Authorization header.")
    return answer(request, "not_signed_in", message, HTTPStatus.UNAUTHORIZED)


@api.exception_handler(HttpError)
def declined(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer an operation that the interface itself declined."""
    message = str(error)
    if error.status_code == HTTPStatus.BAD_REQUEST:
        message = _("The body could not be read. Send one JSON object as described.")
    return answer(request, "declined", message, error.status_code)


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Name the fields that could not be read, without repeating what was sent."""
    places = {".".join(str(part) for part in item["loc"]): item["msg"] for item in error.errors}
    listed = "; ".join(f"{place}: {message}" for place, message in places.items())
    message = _("Some fields could not be read: {fields}").format(fields=listed[:1000])
    return answer(request, "unacceptable", message, HTTPStatus.UNPROCESSABLE_ENTITY)


urlpatterns, app_name, _namespace = api.urls
for pattern in urlpatterns:
    if pattern.callback is not None:
        declare(DOOR)(pattern.callback)

"""All addresses of the system."""

from django.urls import include, path

urlpatterns = [
    path("", include("tocsin.kernel.shell.urls")),
    path("people/", include("tocsin.kernel.people.urls")),
    path("two-people/", include("tocsin.kernel.two_person.urls")),
    path("keys/", include("tocsin.kernel.keyacts.urls")),
    path("calls/", include("tocsin.desks.calls.urls")),
    path("dispatch/", include("tocsin.desks.dispatch.urls")),
    path("phone/", include("tocsin.desks.duty.urls")),
    path("supervision/", include("tocsin.readers.supervision.urls")),
    path("exports/", include("tocsin.readers.exports.urls")),
    path("review/", include("tocsin.readers.review.urls")),
    path("window/", include("tocsin.readers.residents.window_urls")),
    path("erasures/", include("tocsin.readers.residents.erasure_urls")),
    path("corrections/", include("tocsin.readers.residents.correction_urls")),
    path("my-record/", include("tocsin.readers.residents.own_urls")),
    path("retention/", include("tocsin.readers.records.urls")),
    path("transparency/", include("tocsin.readers.transparency.urls")),
    path("places/", include("tocsin.registers.places.urls")),
    path("units/", include("tocsin.registers.units.urls")),
    path("map/", include("tocsin.registers.places.map_urls")),
    path("roads/", include("tocsin.registers.places.road_urls")),
    path("catalogue/", include("tocsin.registers.catalogue.urls")),
    path("sheets/", include("tocsin.adapters.spreadsheets.urls")),
    path("accounts/", include("allauth.urls")),
    path("demo/", include("tocsin.adapters.simulation.urls")),
    path("api/v1/", include("tocsin.project.api")),
]
handler400 = "tocsin.kernel.shell.views.bad_request"
handler403 = "tocsin.kernel.shell.views.forbidden"
handler404 = "tocsin.kernel.shell.views.not_found"
handler500 = "tocsin.kernel.shell.views.fault"

"""All addresses of the system."""

from importlib.util import find_spec

from django.urls import include, path

APPS = {
    "": "tocsin.kernel.shell.urls",
    "calls/": "tocsin.desks.calls.urls",
    "dispatch/": "tocsin.desks.dispatch.urls",
    "phone/": "tocsin.desks.duty.urls",
    "supervision/": "tocsin.readers.supervision.urls",
    "places/": "tocsin.registers.places.urls",
    "units/": "tocsin.registers.units.urls",
    "map/": "tocsin.registers.places.map_urls",
    "catalogue/": "tocsin.registers.catalogue.urls",
    "accounts/": "allauth.urls",
    "demo/": "tocsin.adapters.simulation.urls",
    "api/v1/": "tocsin.project.api",
}
urlpatterns = [
    path(prefix, include(module)) for prefix, module in APPS.items() if find_spec(module)
]
handler400 = "tocsin.kernel.shell.views.bad_request"
handler403 = "tocsin.kernel.shell.views.forbidden"
handler404 = "tocsin.kernel.shell.views.not_found"
handler500 = "tocsin.kernel.shell.views.fault"

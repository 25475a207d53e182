"""Addresses of the officer's phone."""

from django.urls import path

from tocsin.desks.duty.views import acts, helping, phone, shell

app_name = "duty"
urlpatterns = [
    path("", phone.phone, name="phone"),
    path("shell/", shell.shell, name="shell"),
    path("sw.js", shell.worker, name="worker"),
    path("manifest.webmanifest", shell.manifest, name="manifest"),
    path("card/", phone.card, name="card"),
    path("places/", phone.places_found, name="places"),
    path("caller/", phone.caller, name="caller"),
    path("acts/", acts.act, name="act"),
    path("photos/", acts.photos, name="photos"),
    path("photos/<uuid:pk>/", acts.photo, name="photo"),
    path("position/", acts.position, name="position"),
    path("help/board/", helping.board, name="help_board"),
    path("help/<int:pk>/answer/", helping.answer, name="help_answer"),
]

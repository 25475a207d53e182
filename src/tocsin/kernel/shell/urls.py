"""Addresses of the frame around the desks."""

from django.urls import path

from tocsin.kernel.shell import officers, signed_in, views

urlpatterns = [
    path("", views.start, name="start"),
    path("lock/", views.lock, name="lock"),
    path("unlock/", views.unlock, name="unlock"),
    path("language/", views.choose_language, name="choose_language"),
    path("officers/", officers.officers, name="officers"),
    path("officers/<str:username>/reset/", officers.reset_factor, name="reset_factor"),
    path("signed-in/", signed_in.signed_in, name="signed_in"),
    path("signed-in/end/", signed_in.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("health/", views.health, name="health"),
]

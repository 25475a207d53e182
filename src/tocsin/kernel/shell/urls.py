"""Addresses of the frame around the desks."""

from django.urls import path

from tocsin.kernel.shell import officers, views

urlpatterns = [
    path("", views.start, name="start"),
    path("lock/", views.lock, name="lock"),
    path("unlock/", views.unlock, name="unlock"),
    path("language/", views.choose_language, name="choose_language"),
    path("officers/", officers.officers, name="officers"),
    path("officers/<str:username>/reset/", officers.reset_factor, name="reset_factor"),
    path("health/", views.health, name="health"),
]

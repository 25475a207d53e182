"""Addresses of the frame around the desks."""

from django.urls import path

from tocsin.kernel.shell import views

urlpatterns = [
    path("", views.start, name="start"),
    path("lock/", views.lock, name="lock"),
    path("unlock/", views.unlock, name="unlock"),
    path("language/", views.choose_language, name="choose_language"),
    path("health/", views.health, name="health"),
]

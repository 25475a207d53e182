"""Addresses of acts on keys."""

from django.urls import path

from tocsin.kernel.keyacts import views

app_name = "keyacts"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("propose/", views.propose, name="propose"),
    path("notice/", views.notice, name="notice"),
]

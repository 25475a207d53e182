"""Addresses of the page on which corrections are decided."""

from django.urls import path

from tocsin.readers.residents import correction_views as views

app_name = "corrections"
urlpatterns = [
    path("", views.corrections, name="list"),
    path("<str:number>/look/", views.look, name="look"),
    path("<str:number>/decide/", views.decide, name="decide"),
]

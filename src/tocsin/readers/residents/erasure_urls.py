"""Addresses of the page on which wishes to be erased are decided."""

from django.urls import path

from tocsin.readers.residents import erasure_views as views

app_name = "erasures"
urlpatterns = [
    path("", views.wishes, name="list"),
    path("<str:number>/decide/", views.decide, name="decide"),
]

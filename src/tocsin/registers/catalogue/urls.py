"""Addresses of the catalogue."""

from django.urls import path

from tocsin.registers.catalogue import entry_views, views

app_name = "catalogue"
urlpatterns = [
    path("", views.catalogue_page, name="page"),
    path("new/<slug:table>/", entry_views.new, name="new"),
    path("new/<slug:table>/add/", entry_views.add, name="add"),
    path("entry/<slug:table>/<path:code>/", entry_views.entry, name="entry"),
    path("change/<slug:table>/<path:code>/", entry_views.change, name="change"),
]

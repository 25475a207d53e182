"""Addresses of the figures for the public."""

from django.urls import path

from tocsin.readers.transparency import views

app_name = "transparency"
urlpatterns = [
    path("", views.front, name="front"),
    path("print/", views.draw, name="draw"),
    path("<slug:code>/", views.newest, name="newest"),
    path("<slug:code>/<int:number>/", views.edition, name="edition"),
    path("<slug:code>/<int:number>/figures.csv", views.edition_csv, name="csv"),
    path("<slug:code>/<int:number>/figures.json", views.edition_json, name="json"),
]

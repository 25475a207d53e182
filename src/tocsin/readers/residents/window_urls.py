"""Addresses of the window."""

from django.urls import path

from tocsin.readers.residents import window_views as views

app_name = "window"
urlpatterns = [
    path("", views.requests, name="list"),
    path("open/", views.open_request, name="open"),
    path("<str:number>/", views.one_request, name="request"),
    path("<str:number>/find/", views.find, name="find"),
    path("<str:number>/confirm/", views.confirm, name="confirm"),
    path("<str:number>/letter/", views.letter, name="letter"),
    path("<str:number>/close/", views.close, name="close"),
]

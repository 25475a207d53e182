"""Addresses of closures, slow-downs and the weather on the roads."""

from django.urls import path

from tocsin.registers.places import closure_views as views

app_name = "roads"
urlpatterns = [
    path("", views.roads, name="roads"),
    path("standing/", views.standing, name="standing"),
    path("past/", views.history, name="past"),
    path("closures.geojson", views.features, name="features"),
    path("stretch/", views.stretch, name="stretch"),
    path("close/", views.close, name="close"),
    path("weather/", views.weather, name="weather"),
    path("closures/<int:number>/", views.closure_page, name="closure"),
    path("closures/<int:number>/change/", views.change, name="change"),
    path("closures/<int:number>/lift/", views.lift, name="lift"),
]

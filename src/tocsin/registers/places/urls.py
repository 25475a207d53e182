"""Addresses of the register of places."""

from django.urls import path

from tocsin.registers.places import views

app_name = "places"
urlpatterns = [
    path("", views.search, name="search"),
    path("new/", views.new_page, name="new"),
    path("propose/", views.propose, name="propose"),
    path("changes/", views.changes, name="changes"),
    path("changes/<int:number>/decide/", views.decide, name="decide"),
    path("address/<str:code>/", views.address_page, name="address"),
    path("address/<str:code>/point.geojson", views.address_point, name="point"),
    path("address/<str:code>/change/", views.change, name="change"),
]

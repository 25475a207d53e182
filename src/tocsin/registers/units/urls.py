"""Addresses of the register of units."""

from django.urls import path

from tocsin.registers.units import views

app_name = "units"
urlpatterns = [
    path("", views.unit_list, name="list"),
    path("<str:code>/", views.unit_page, name="unit"),
    path("<str:code>/duty/", views.duty, name="duty"),
    path("<str:code>/shift/start/", views.start, name="start"),
    path("<str:code>/shift/end/", views.end, name="end"),
]

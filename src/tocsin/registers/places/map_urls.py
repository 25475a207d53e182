"""The address of the base map."""

from django.urls import path

from tocsin.registers.places import map_views

app_name = "map"
urlpatterns = [path("base.pmtiles", map_views.base_map, name="base")]

"""Addresses of the catalogue."""

from django.urls import path

from tocsin.registers.catalogue import views

app_name = "catalogue"
urlpatterns = [path("", views.catalogue_page, name="page")]

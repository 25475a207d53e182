"""Addresses of exports."""

from django.urls import path

from tocsin.readers.exports import views

app_name = "exports"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("propose/", views.propose, name="propose"),
    path("<int:number>/package/", views.package, name="package"),
]

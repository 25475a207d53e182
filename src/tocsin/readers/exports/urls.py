"""Addresses of exports."""

from django.urls import path

from tocsin.readers.exports import facts_views, notice_views, views

app_name = "exports"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("propose/", views.propose, name="propose"),
    path("<int:number>/package/", views.package, name="package"),
    path("facts/", facts_views.facts, name="facts"),
    path("facts/propose/", facts_views.propose, name="propose_facts"),
    path("receivers/", notice_views.desk, name="receivers"),
    path("receivers/<int:number>/connect/", notice_views.connect, name="connect"),
    path("receivers/<int:number>/disconnect/", notice_views.disconnect, name="disconnect"),
    path("notices/<int:number>/package/", notice_views.package, name="notice"),
    path("notices/<int:number>/receipt/", notice_views.receipt, name="receipt"),
]

"""Addresses of what is kept."""

from django.urls import path

from tocsin.readers.records import views

app_name = "records"
urlpatterns = [
    path("", views.show, name="retention"),
    path("holds/", views.place, name="place"),
    path("holds/<int:number>/extend/", views.extend, name="extend"),
    path("holds/<int:number>/lift/", views.ask_to_lift, name="ask_to_lift"),
    path("holds/<int:number>/answer/", views.answer, name="answer"),
    path("early/", views.ask_to_clear, name="ask_to_clear"),
    path("early/<int:number>/propose/", views.propose_clearing, name="propose_clearing"),
]

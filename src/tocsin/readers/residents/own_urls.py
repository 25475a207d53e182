"""Addresses of a resident's own record."""

from django.urls import path

from tocsin.readers.residents import correction_views, erasure_views
from tocsin.readers.residents import own_views as views

app_name = "my_record"
urlpatterns = [
    path("", views.enter, name="enter"),
    path("looks/", views.record, name="record"),
    path("facts/", correction_views.facts, name="facts"),
    path("facts/propose/", correction_views.propose, name="propose"),
    path("facts/<str:number>/withdraw/", correction_views.withdraw, name="withdraw_correction"),
    path("looks/<int:look>/challenge/", views.challenge, name="challenge"),
    path("erasure/", erasure_views.own, name="erasure"),
    path("erasure/ask/", erasure_views.ask, name="ask_erasure"),
    path("erasure/withdraw/", erasure_views.withdraw, name="withdraw_erasure"),
    path("come-back/", views.come_back, name="come_back"),
    path("leave/", views.leave, name="leave"),
]

"""Addresses of the review."""

from django.urls import path

from tocsin.readers.review import views

app_name = "review"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("notice/", views.notice, name="notice"),
    path("<int:number>/", views.decide_review, name="decide"),
]

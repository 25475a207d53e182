"""Addresses of the demonstration."""

from django.urls import path

from tocsin.adapters.simulation import views

app_name = "demo"
urlpatterns = [
    path("sign-in/<str:role>/", views.sign_in, name="sign_in"),
    path("desks/<str:desk>/take/", views.take, name="take"),
    path("desks/<str:desk>/give/", views.give, name="give"),
    path("strip/", views.strip, name="strip"),
]

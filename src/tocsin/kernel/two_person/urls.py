"""Addresses of acts that need two people."""

from django.urls import path

from tocsin.kernel.two_person import views

app_name = "two_person"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("<int:number>/approve/", views.approve_it, name="approve"),
    path("<int:number>/decline/", views.decline_it, name="decline"),
    path("<int:number>/withdraw/", views.withdraw_it, name="withdraw"),
    path("<int:number>/carry-out/", views.carry_it_out, name="carry_out"),
]

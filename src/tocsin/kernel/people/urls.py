"""Addresses of the people of the bureau."""

from django.urls import path

from tocsin.kernel.people import views

app_name = "people"
urlpatterns = [
    path("<str:username>/", views.officer, name="officer"),
    path("<str:username>/entrust/", views.entrust, name="entrust"),
    path("<str:username>/end/", views.end, name="end"),
    path("<str:username>/account/", views.account, name="account"),
    path("<str:username>/sign-out/", views.sign_out_there, name="sign_out"),
]

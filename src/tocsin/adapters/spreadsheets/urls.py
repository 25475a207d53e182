"""Addresses of sheets on their way into and out of the registers."""

from django.urls import path

from tocsin.adapters.spreadsheets import arriving_views, views

app_name = "sheets"
urlpatterns = [
    path("<slug:name>/", views.table_page, name="table"),
    path("<slug:name>/<slug:kind>/export/", views.export, name="export"),
    path("<slug:name>/send/", views.send, name="send"),
    path("<slug:name>/<uuid:number>/", views.preview, name="preview"),
    path("<slug:name>/<uuid:number>/confirm/", views.confirm, name="confirm"),
    path("<slug:name>/<uuid:number>/withdraw/", views.withdraw, name="withdraw"),
    path("<slug:name>/<uuid:number>/progress/", arriving_views.progress, name="progress"),
    path("<slug:name>/<uuid:number>/faults.csv", arriving_views.faults, name="faults"),
    path("<slug:name>/<uuid:number>/pairs/", arriving_views.pairs, name="pairs"),
    path("<slug:name>/<uuid:number>/pairs/<int:pair>/", arriving_views.decide, name="decide_pair"),
]

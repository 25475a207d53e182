"""Addresses of supervision."""

from django.urls import path

from tocsin.readers.supervision import (
    continuity_views,
    ledger_views,
    placing_views,
    replay_views,
    views,
)

app_name = "supervision"
urlpatterns = [
    path("", views.report_page, name="report"),
    path("report.xlsx", views.report_xlsx, name="xlsx"),
    path("report.json", views.report_json, name="json"),
    path("places/", placing_views.page, name="placing"),
    path("places/places.csv", placing_views.sheet, name="placing_csv"),
    path("ledger/", ledger_views.page, name="ledger"),
    path("ledger/paper/", ledger_views.paper, name="ledger_paper"),
    path("ledger/proof.json", ledger_views.proof, name="ledger_proof"),
    path("continuity/", continuity_views.page, name="continuity"),
    path("continuity/notice/", continuity_views.notice, name="continuity_notice"),
    path("replay/", replay_views.find, name="find"),
    path("replay/<str:number>/", replay_views.replay_page, name="replay"),
    path("replay/<str:number>/frames.json", replay_views.frames, name="frames"),
]

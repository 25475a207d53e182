"""Addresses of the call desk."""

from django.urls import path

from tocsin.desks.calls.views import (
    acts,
    desk,
    glass,
    lookups,
    residents,
    sealing,
    together,
    without,
)

app_name = "calls"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("queue/", desk.queue, name="queue"),
    path("ringing/", desk.ringing, name="ringing"),
    path("all/", desk.list_page, name="list"),
    path("call-backs/", desk.call_backs, name="call_backs"),
    path("new/", acts.new, name="new"),
    path("without/", without.page, name="without"),
    path("knowledge/", lookups.knowledge, name="knowledge"),
    path("help/", residents.ask_for_help, name="help"),
    path("help/<slug:code>/", residents.ask_for_help, name="help_of"),
    path("of-incident/<str:number>/", desk.of_incident, name="of_incident"),
    path("<str:number>/", desk.call_page, name="page"),
    path("<str:number>/answer/", acts.answer_call, name="answer"),
    path("<str:number>/draft/", acts.keep_draft, name="draft"),
    path("<str:number>/others/", together.others, name="others"),
    path("<str:number>/save/", acts.save, name="save"),
    path("<str:number>/link/", acts.link_call, name="link"),
    path("<str:number>/also-known/", acts.also_known, name="also_known"),
    path("<str:number>/judge/", acts.judge_call, name="judge"),
    path("<str:number>/unlink/", acts.unlink_call, name="unlink"),
    path("<str:number>/call-back/", acts.call_back, name="call_back"),
    path("<str:number>/caller/", acts.caller, name="caller"),
    path("<str:number>/glass/", glass.glass, name="glass"),
    path("<str:number>/glass/broken/", glass.broken, name="broken"),
    path("<str:number>/sealed/", sealing.show, name="sealed"),
    path("<str:number>/sealed/seal/", sealing.seal, name="seal"),
    path("<str:number>/sealed/unseal/", sealing.propose_to_unseal, name="unseal"),
    path("<str:number>/sealed/lift/", sealing.propose_to_lift, name="lift"),
    path("<str:number>/keys/<str:code>/", acts.key_holders, name="key_holders"),
    path("<str:number>/find-places/", lookups.find_places, name="find_places"),
    path("<str:number>/find-types/", lookups.find_types, name="find_types"),
    path("<str:number>/questions/", lookups.questions, name="questions"),
    path("<str:number>/look-alikes/", lookups.find_look_alikes, name="look_alikes"),
    path("<str:number>/here/", lookups.here, name="here"),
]

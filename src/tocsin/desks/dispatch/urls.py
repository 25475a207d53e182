"""Addresses of the dispatch desk."""

from django.urls import path, re_path

from tocsin.desks.dispatch.cordons import views as cordons
from tocsin.desks.dispatch.views import acts, board, commanding, incidents, moving, reach

app_name = "dispatch"
urlpatterns = [
    path("", board.desk, name="desk"),
    path("waiting/", board.waiting, name="waiting"),
    path("units/", board.units, name="units"),
    path("map.geojson", board.features, name="features"),
    path("reach.geojson", reach.reach, name="reach"),
    path("roads/", reach.roads_now, name="roads_now"),
    path("cover/", moving.cover_page, name="cover"),
    path("cover/suggested/", moving.suggested, name="suggested"),
    path("cover/accept/", moving.accept, name="accept_move"),
    path("cover/reject/", moving.reject, name="reject_move"),
    path("cover/<int:pk>/home/", moving.home, name="send_home"),
    path("command/", commanding.command, name="command"),
    path("offers/<int:pk>/", acts.decide, name="decide"),
    path("incidents/", incidents.incidents, name="incidents"),
    path("incidents/<str:number>/", incidents.incident_page, name="incident"),
    path("incidents/<str:number>/panel/", incidents.panel, name="panel"),
    re_path(
        r"^incidents/(?P<number>[^/]+)/(?P<name>state|advice|timeline)/$",
        incidents.part,
        name="part",
    ),
    path("incidents/<str:number>/walk/", incidents.walk, name="walk"),
    path("incidents/<str:number>/assign/", acts.assign, name="assign"),
    path("incidents/<str:number>/withdraw/<uuid:pk>/", acts.withdraw, name="withdraw"),
    path("incidents/<str:number>/stamp/<uuid:pk>/", acts.stamp, name="stamp"),
    path("incidents/<str:number>/correct/<int:pk>/", acts.correct, name="correct"),
    path("incidents/<str:number>/note/", acts.note, name="note"),
    path("incidents/<str:number>/strike/<int:pk>/", acts.strike, name="strike"),
    path("incidents/<str:number>/close/", acts.close, name="close"),
    path("incidents/<str:number>/reopen/", acts.reopen, name="reopen"),
    path("incidents/<str:number>/urgency/", acts.urgency, name="urgency"),
    path("incidents/<str:number>/amend/", acts.amend, name="amend"),
    path("incidents/<str:number>/link/", acts.link, name="link"),
    path("incidents/<str:number>/unlink/<int:pk>/", acts.unlink, name="unlink"),
    path("incidents/<str:number>/merge/", acts.merge, name="merge"),
    path("incidents/<str:number>/offer/", acts.offer, name="offer"),
    path("incidents/<str:number>/cordon/", cordons.page, name="cordon"),
    path("incidents/<str:number>/cordon/map.geojson", cordons.features, name="cordon_features"),
    path("incidents/<str:number>/cordon/paper/", cordons.paper, name="cordon_paper"),
    path("incidents/<str:number>/cordon/plan/", cordons.plan, name="cordon_plan"),
    path("incidents/<str:number>/cordon/mark/", cordons.mark, name="cordon_mark"),
    path("incidents/<str:number>/cordon/undo/", cordons.undo, name="cordon_undo"),
    path("incidents/<str:number>/cordon/send/", cordons.send, name="cordon_send"),
]

"""Addresses of the register of places."""

from django.urls import path

from tocsin.registers.places import key_holder_views, premises_views, seal_views, views
from tocsin.registers.places.aliases import views as alias_views

app_name = "places"
urlpatterns = [
    path("", views.search, name="search"),
    path("new/", views.new_page, name="new"),
    path("propose/", views.propose, name="propose"),
    path("changes/", views.changes, name="changes"),
    path("changes/<int:number>/decide/", views.decide, name="decide"),
    path("address/<str:code>/", views.address_page, name="address"),
    path("address/<str:code>/point.geojson", views.address_point, name="point"),
    path("address/<str:code>/change/", views.change, name="change"),
    path("aliases/", alias_views.aliases, name="aliases"),
    path("aliases/<int:number>/", alias_views.alias_page, name="alias"),
    path("aliases/<int:number>/verify/", alias_views.verify, name="alias_verify"),
    path("aliases/<int:number>/reject/", alias_views.reject, name="alias_reject"),
    path("aliases/<int:number>/retire/", alias_views.retire, name="alias_retire"),
    path("premises/", premises_views.premises_list, name="premises"),
    path("premises/new/", premises_views.new, name="premises_new"),
    path("premises/new/add/", premises_views.add, name="premises_add"),
    path("premises/<str:code>/", premises_views.premises_page, name="premises_page"),
    path("premises/<str:code>/edit/", premises_views.edit, name="premises_edit"),
    path("premises/<str:code>/change/", premises_views.change, name="premises_change"),
    path("premises/<str:code>/retire/", premises_views.retire, name="premises_retire"),
    path("premises/<str:code>/restore/", premises_views.restore, name="premises_restore"),
    path("premises/<str:code>/points.geojson", premises_views.points, name="premises_points"),
    path("premises/<str:code>/keys/show/", key_holder_views.show, name="keys_show"),
    path("premises/<str:code>/keys/add/", key_holder_views.add, name="keys_add"),
    path(
        "premises/<str:code>/keys/<uuid:subject>/change/",
        key_holder_views.change,
        name="keys_change",
    ),
    path(
        "premises/<str:code>/keys/<uuid:subject>/remove/",
        key_holder_views.remove,
        name="keys_remove",
    ),
    path("premises/<str:code>/keys/seals/", seal_views.show, name="keys_seals"),
    path("premises/<str:code>/keys/<uuid:subject>/seal/", seal_views.seal, name="keys_seal"),
    path(
        "premises/<str:code>/keys/<uuid:subject>/unseal/",
        seal_views.propose_to_unseal,
        name="keys_unseal",
    ),
    path(
        "premises/<str:code>/keys/<uuid:subject>/lift/",
        seal_views.propose_to_lift,
        name="keys_lift",
    ),
]

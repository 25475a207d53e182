"""Addresses of the register of units."""

from django.urls import path

from tocsin.registers.units import desk_shift_views, keeping_views, vehicle_views, views

app_name = "units"
urlpatterns = [
    path("", views.unit_list, name="list"),
    path("new/", keeping_views.new, name="new"),
    path("new/add/", keeping_views.add, name="add"),
    path("vehicles/", vehicle_views.vehicles, name="vehicles"),
    path("vehicles/add/", vehicle_views.add, name="vehicle_add"),
    path("vehicles/<int:number>/", vehicle_views.vehicle, name="vehicle"),
    path("vehicles/<int:number>/change/", vehicle_views.change, name="vehicle_change"),
    path("vehicles/<int:number>/retire/", vehicle_views.retire, name="vehicle_retire"),
    path("vehicles/<int:number>/restore/", vehicle_views.restore, name="vehicle_restore"),
    path("desk-shifts/", desk_shift_views.desk_shifts, name="desk_shifts"),
    path("desk-shifts/plan/", desk_shift_views.plan, name="desk_shifts_plan"),
    path("desk-shifts/repeat/", desk_shift_views.repeat, name="desk_shifts_repeat"),
    path(
        "desk-shifts/<int:number>/withdraw/", desk_shift_views.withdraw, name="desk_shift_withdraw"
    ),
    path("<str:code>/", views.unit_page, name="unit"),
    path("<str:code>/edit/", keeping_views.edit, name="edit"),
    path("<str:code>/change/", keeping_views.change, name="change"),
    path("<str:code>/retire/", keeping_views.retire, name="retire"),
    path("<str:code>/restore/", keeping_views.restore, name="restore"),
    path("<str:code>/duty/", views.duty, name="duty"),
    path("<str:code>/shift/start/", views.start, name="start"),
    path("<str:code>/shift/change/", views.relieve, name="relieve"),
    path("<str:code>/shift/end/", views.end, name="end"),
]

"""Incidents, what was sent to them, and when each thing happened."""

from tocsin.desks.dispatch.models.assignments import Assignment, Milestone
from tocsin.desks.dispatch.models.clocks import Clock
from tocsin.desks.dispatch.models.cordons import Cordon
from tocsin.desks.dispatch.models.cover import CoverMap, StandBy
from tocsin.desks.dispatch.models.incidents import Incident, IncidentLink, TimelineEntry, Transfer
from tocsin.desks.dispatch.models.roads import RoadCalibration

__all__ = [
    "Assignment",
    "Clock",
    "Cordon",
    "CoverMap",
    "Incident",
    "IncidentLink",
    "Milestone",
    "RoadCalibration",
    "StandBy",
    "TimelineEntry",
    "Transfer",
]

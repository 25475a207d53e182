"""What classes and kinds are called, and what each is kept for: the one list that pages read."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tocsin.core.retention import Event, RetentionClass, Then
from tocsin.kernel.personal.api import Kind

CLASSES: Mapping[RetentionClass, str | Promise] = {
    RetentionClass.CALL: _("Callers"),
    RetentionClass.PREMISES: _("Key-holders of premises"),
    RetentionClass.INCIDENT_FILE: _("Photographs of incidents"),
}
PURPOSES: Mapping[RetentionClass, str | Promise] = {
    RetentionClass.CALL: _("To ring back whoever asked for help, and to answer for what was done."),
    RetentionClass.PREMISES: _("To reach whoever can open a building in an emergency."),
    RetentionClass.INCIDENT_FILE: _("To show what was found at the scene of an incident."),
}
KINDS: Mapping[Kind, str | Promise] = {
    Kind.NAME: _("Name"),
    Kind.TELEPHONE: _("Telephone number"),
    Kind.REMARK: _("Post or remark"),
}
KIND_PURPOSES: Mapping[Kind, str | Promise] = {
    Kind.NAME: _("To address the person."),
    Kind.TELEPHONE: _("To ring the person back."),
    Kind.REMARK: _("To know in what post somebody holds the keys."),
}
EVENTS: Mapping[Event, str | Promise] = {
    Event.CASE_CLOSED: _("The case is closed"),
    Event.RETIRED: _("The place is taken out of the register"),
    Event.LET_GO: _("No desk refers to it any more"),
}
ENDS: Mapping[Then, str | Promise] = {
    Then.ERASE: pgettext_lazy("retention", "Erased"),
    Then.ANONYMISE: pgettext_lazy("retention", "Anonymised"),
}

"""What the trail says of the dispatch desk."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.audit import api as audit

OPENED = audit.act("dispatch.opened", _("Incident opened"), "number", "type", "priority")
AMENDED = audit.act("dispatch.amended", _("Incident changed"), "number", "fields")
URGENCY_CHANGED = audit.act(
    "dispatch.urgency_changed", _("Urgency changed"), "number", "from_priority", "to_priority"
)
CALL_LINKED = audit.act("dispatch.call_linked", _("Call linked to incident"), "number", "call")
CALL_UNLINKED = audit.act("dispatch.call_unlinked", _("Call taken off incident"), "number", "call")
ASSIGNED = audit.act(
    "dispatch.assigned",
    _("Unit assigned"),
    "number",
    "unit",
    "tier",
    "recommended",
    "eta_seconds",
    "taken_from",
    "post",
)
CORDON_CHANGED = audit.act(
    "dispatch.cordon_changed",
    _("Cordon changed"),
    "number",
    "version",
    "step",
    "posts",
    "short_by",
)
WITHDRAWN = audit.act("dispatch.withdrawn", _("Unit withdrawn"), "number", "unit", "taken_for")
STAMPED = audit.act("dispatch.stamped", _("Milestone recorded"), "number", "unit", "stamp")
STAMP_CORRECTED = audit.act(
    "dispatch.stamp_corrected", _("Milestone corrected"), "number", "unit", "stamp"
)
TRANSPORTED = audit.act(
    "dispatch.transported", _("Somebody taken along"), "number", "unit", "destination"
)
NOTED = audit.act("dispatch.noted", _("Note added"), "number", "entry")
STRUCK = audit.act("dispatch.struck", _("Timeline entry struck through"), "number", "entry")
CLOSED = audit.act("dispatch.closed", _("Incident closed"), "number", "disposition")
REOPENED = audit.act("dispatch.reopened", _("Incident reopened"), "number")
MERGED = audit.act("dispatch.merged", _("Incident merged"), "number", "head")
LINKED = audit.act("dispatch.linked", _("Incidents linked"), "number", "other")
UNLINKED = audit.act("dispatch.unlinked", _("Link of incidents ended"), "number", "other")
OFFERED = audit.act("dispatch.offered", _("Incident offered to a bureau"), "number", "to_bureau")
OFFER_DECIDED = audit.act(
    "dispatch.offer_decided", _("Offer decided"), "number", "accepted", "received_as"
)
CALIBRATED = audit.act(
    "dispatch.calibrated", _("Travel times calibrated"), "version", "trips", "calibrated"
)
STOOD_BY = audit.act("dispatch.stood_by", _("Unit sent to a stand-by post"), "unit", "post", "rule")
MOVE_REJECTED = audit.act(
    "dispatch.move_rejected", _("Stand-by suggestion rejected"), "unit", "post", "rule"
)
SENT_HOME = audit.act("dispatch.sent_home", _("Unit sent home from a post"), "unit", "post")
CLOCK_WARNED = audit.act("dispatch.clock_warned", _("Response clock nearly due"), "number", "tier")
CLOCK_BREACHED = audit.act(
    "dispatch.clock_breached", _("Response clock missed"), "number", "tier", "escalated_to"
)

"""What the register of places writes into the trail."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.audit import api as audit

LOADED = audit.act("places.loaded", _("Places loaded"), "what", "rows", "changed")
PAIR_DECIDED = audit.act(
    "places.pair_decided", _("Said whether two places are one"), "kind", "code", "known", "same"
)
ROADS_LOADED = audit.act("places.roads_loaded", _("Road map loaded"), "source", "version", "links")
PROPOSED = audit.act("places.change_proposed", _("Address change proposed"), "address", "retire")
VERIFIED = audit.act("places.change_verified", _("Address change verified"), "address", "version")
REJECTED = audit.act("places.change_rejected", _("Address change rejected"), "address")
PREMISES_ADDED = audit.act("places.premises_added", _("Premises added"), "code", "kind")
PREMISES_CHANGED = audit.act("places.premises_changed", _("Premises changed"), "code", "version")
PREMISES_RETIRED = audit.act("places.premises_retired", _("Premises retired"), "code")
PREMISES_RESTORED = audit.act("places.premises_restored", _("Premises put back in use"), "code")
KEY_HOLDER_ADDED = audit.act("places.key_holder_added", _("Key-holder added"), "code")
KEY_HOLDER_CHANGED = audit.act("places.key_holder_changed", _("Key-holder changed"), "code")
KEY_HOLDER_REMOVED = audit.act("places.key_holder_removed", _("Key-holder removed"), "code")
KEY_HOLDERS_SHOWN = audit.act(
    "places.key_holders_shown", _("Key-holders shown"), "code", "case", "task"
)
ROAD_CLOSED = audit.act(
    "places.road_closed", _("Road closed or slowed"), "number", "kind", "closed", "version"
)
CLOSURE_CHANGED = audit.act(
    "places.closure_changed", _("Closure changed"), "number", "kind", "closed", "version"
)
CLOSURE_LIFTED = audit.act("places.closure_lifted", _("Closure lifted"), "number", "version")
WEATHER_SET = audit.act("places.weather_set", _("Weather on the roads set"), "weather", "since")
ALIAS_PROPOSED = audit.act(
    "places.alias_proposed", _("Other name of a place proposed"), "kind", "place", "source"
)
ALIAS_VERIFIED = audit.act(
    "places.alias_verified", _("Other name of a place verified"), "kind", "place", "version"
)
ALIAS_REJECTED = audit.act(
    "places.alias_rejected", _("Other name of a place rejected"), "kind", "place", "version"
)
ALIAS_RETIRED = audit.act(
    "places.alias_retired", _("Other name of a place retired"), "kind", "place", "version"
)

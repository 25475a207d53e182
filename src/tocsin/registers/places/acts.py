"""What the register of places writes into the trail."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.audit import api as audit

LOADED = audit.act("places.loaded", _("Places loaded"), "what", "rows", "changed")
ROADS_LOADED = audit.act("places.roads_loaded", _("Road map loaded"), "source", "version", "links")
PROPOSED = audit.act("places.change_proposed", _("Address change proposed"), "address", "retire")
VERIFIED = audit.act("places.change_verified", _("Address change verified"), "address", "version")
REJECTED = audit.act("places.change_rejected", _("Address change rejected"), "address")

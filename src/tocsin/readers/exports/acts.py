"""What exports write into the trail."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.audit import api as audit

MADE = audit.act("exports.made", _("Export made"), "rows", "recipient", "sha256")
FETCHED = audit.act("exports.fetched", _("Export fetched"), "rows", "recipient", "times")
EXPIRED = audit.act("exports.expired", _("Export deleted after its time"), "rows", "times")

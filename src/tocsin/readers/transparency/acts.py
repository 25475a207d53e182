"""What the publication writes into the trail."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.audit import api as audit

PUBLISHED = audit.act(
    "transparency.published",
    _("Figures for the public printed"),
    "number",
    "since",
    "until",
    "method",
    "digest",
)
BOOKED = audit.act(
    "transparency.booked",
    _("Noise booked before figures are printed"),
    "table",
    "epsilon",
    "spent",
    "budget",
)

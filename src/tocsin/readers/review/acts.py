"""What the review writes into the trail."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.audit import api as audit

WEEK_DRAWN = audit.act("review.week_drawn", _("Looks of a week drawn"), "looks", "sampled", "hits")
CLIMBED = audit.act("review.climbed", _("Overdue review handed on"), "case", "climbed")
DECIDED = audit.act("review.decided", _("Look reviewed"), "case", "reason", "outcome")
CHALLENGED = audit.act("review.challenged", _("Look challenged by its person"), "case")

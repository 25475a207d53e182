"""What the rule of two people writes into the trail."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.audit import api as audit

PROPOSED = audit.act(
    "two_person.proposed", _("Act of two people proposed"), "kind", "rows", "digest"
)
APPROVED = audit.act("two_person.approved", _("Act of two people approved"), "kind", "rows")
DONE = audit.act(
    "two_person.carried_out", _("Act of two people carried out"), "kind", "rows", "digest"
)
DECLINED = audit.act("two_person.declined", _("Act of two people declined"), "kind")
WITHDRAWN = audit.act("two_person.withdrawn", _("Act of two people withdrawn"), "kind")
VOID = audit.act(
    "two_person.void", _("Act of two people void, for its rows changed"), "kind", "rows", "found"
)
EXPIRED = audit.act("two_person.expired", _("Act of two people expired"), "kind")
REFUSED = audit.act("two_person.refused", _("Act of two people refused"), "code")

"""Acts on requests for one's own record that the audit trail knows."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.audit import api as audit

OPENED = audit.act(
    "own_record.opened", _("Request for one's own record opened"), "number", "method", "document"
)
SEARCHED = audit.act(
    "own_record.searched", _("Looked for a resident by a number"), "number", "fact", "found"
)
CONFIRMED = audit.act(
    "own_record.confirmed", _("Resident found to be among those kept"), "number", "people"
)
CODE_MADE = audit.act("own_record.code_made", _("Code for one's own record made"), "number")
ENTERED = audit.act("own_record.entered", _("Own record opened by code"), "number")
WRONG_CODE = audit.act("own_record.wrong_code", _("Wrong code for an own record"), "number")
CLOSED = audit.act("own_record.closed", _("Request for one's own record closed"), "number")
ERASURE_ASKED = audit.act("own_record.erasure_asked", _("Resident asks to be erased"), "number")
ERASURE_WITHDRAWN = audit.act(
    "own_record.erasure_withdrawn", _("Resident takes back the wish to be erased"), "number"
)
ERASURE_DECIDED = audit.act(
    "own_record.erasure_decided", _("Wish to be erased decided"), "number", "decision"
)
ERASURE_DONE = audit.act("own_record.erasure_done", _("Wish to be erased carried out"), "number")
CORRECTION_PROPOSED = audit.act(
    "own_record.correction_proposed", _("Resident proposes a correction"), "number", "fact"
)
CORRECTION_WITHDRAWN = audit.act(
    "own_record.correction_withdrawn", _("Resident takes back a correction"), "number", "fact"
)
CORRECTION_DECIDED = audit.act(
    "own_record.correction_decided", _("Correction decided"), "number", "fact", "decision"
)
CORRECTION_LAPSED = audit.act(
    "own_record.correction_lapsed", _("Correction ended by erasure"), "number", "fact"
)

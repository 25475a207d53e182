"""Acts of keeping that the audit trail knows; a whole installation's stand in every bureau's."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.audit import api as audit

BACKED_UP = audit.act("durability.backed_up", _("Backup written"), "method", "bytes", "with_keys")
REHEARSED = audit.act(
    "durability.rehearsed",
    _("Return of a backup rehearsed"),
    "method",
    "backup_of",
    "seconds",
    "passed",
)
RESTORED = audit.act("durability.restored", _("Backup brought back"), "method", "backup_of")
CONTRADICTED = audit.act(
    "durability.contradicted",
    _("A witness keeps another ledger of this name"),
    "witness",
    "size",
    "kept",
)
ONE_COPY = audit.act("durability.one_copy", _("One copy only from here on"), "reason")
TWO_COPIES = audit.act("durability.two_copies", _("Two copies again"), "seconds", "acts", "covered")

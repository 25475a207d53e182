"""Acts on files that the audit trail knows."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.audit import api as audit

KEPT = audit.act("files.kept", _("File kept"), "case", "sha256", "content_type", "bytes")

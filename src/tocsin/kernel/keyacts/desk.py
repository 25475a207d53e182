"""The page of acts on keys as the start page lists it, and what security officers are told."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.accounts.api import Role
from tocsin.kernel.keyacts.events import DoneAlone
from tocsin.kernel.keyacts.views import READERS
from tocsin.kernel.shell.desks import Desk
from tocsin.kernel.shell.notices import Notice

KEYS = Desk(key="Y", address="keyacts:desk", label=_("Acts on keys"), roles=frozenset(READERS))
TOUCHED_ALONE = Notice(
    address="keyacts:notice", on=DoneAlone.kind, roles=frozenset({Role.SECURITY_OFFICER})
)

"""The page of exports as the start page lists it."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.shell.desks import Desk
from tocsin.readers.exports.views import PROPOSERS

EXPORTS = Desk(key="E", address="exports:desk", label=_("Exports"), roles=frozenset(PROPOSERS))

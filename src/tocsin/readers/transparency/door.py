"""The figures for the public as the sign-in page lists them."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.shell.doors import Door

FIGURES = Door(address="transparency:front", label=_("What we do, in figures"))

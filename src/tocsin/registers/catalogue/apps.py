"""The catalogue among Django's apps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    """Incident types, response plans and the other tables that desks choose from."""

    name = "tocsin.registers.catalogue"
    label = "catalogue"
    verbose_name = _("Catalogue")

"""What of the catalogue an officer may see."""

from tocsin.kernel.accounts.api import Officer
from tocsin.registers.catalogue.queries import Catalogue, catalogue_of


def catalogue_for(officer: Officer) -> Catalogue:
    """Fetch the tables of the officer's own bureau."""
    return catalogue_of(officer.bureau_id)

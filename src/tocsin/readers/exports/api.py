"""What other parts may ask of exports."""

from tocsin.readers.exports.services import delete_expired

__all__ = ["delete_expired"]

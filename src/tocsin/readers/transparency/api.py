"""What other parts may ask of the publication: to print what is due."""

from tocsin.readers.transparency.noise import available as noise_available
from tocsin.readers.transparency.services import publish, publish_due, publish_first
from tocsin.readers.transparency.states import Method

__all__ = ["Method", "noise_available", "publish", "publish_due", "publish_first"]

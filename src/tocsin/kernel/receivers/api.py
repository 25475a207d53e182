"""What other parts may ask of receivers.

Who corrects a fact calls ``corrected`` in the same transaction. Erasing calls ``erased`` by itself.
"""

from tocsin.kernel.receivers.services import Terms, corrected, erased, hand
from tocsin.kernel.receivers.states import Step, What

__all__ = ["Step", "Terms", "What", "corrected", "erased", "hand"]

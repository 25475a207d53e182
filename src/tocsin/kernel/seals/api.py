"""What the pages on which people are sealed may ask."""

from tocsin.kernel.seals.answering import (
    Doors,
    block_of,
    lifting_proposed,
    sealed_by,
    unsealing_proposed,
)

__all__ = ["Doors", "block_of", "lifting_proposed", "sealed_by", "unsealing_proposed"]

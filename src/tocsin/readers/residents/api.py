"""What other parts may ask about residents' requests."""

from tocsin.readers.residents.corrections import lapse
from tocsin.readers.residents.erasing import work_through
from tocsin.readers.residents.services import close_over, open_request
from tocsin.readers.residents.states import Document, Method

__all__ = ["Document", "Method", "close_over", "lapse", "open_request", "work_through"]

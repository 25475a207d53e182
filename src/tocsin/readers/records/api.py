"""What other parts may ask of the page of retention."""

from tocsin.readers.records.clearing import ask, work_through

__all__ = ["ask", "work_through"]

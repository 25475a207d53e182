"""The operations platform of a county public-safety bureau."""

__version__ = "0.1.0"

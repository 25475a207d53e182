"""Requests as views see them."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from tocsin.kernel.accounts.models import Officer


class SignedInRequest(HttpRequest):
    """A request whose policy admits officers only: the user is a real officer."""

    user: Officer
    htmx: HtmxDetails

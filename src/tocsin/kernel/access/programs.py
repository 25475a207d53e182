"""Who may use an operation of the programming interface."""

from http import HTTPStatus

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.utils import check_csrf

from tocsin.kernel.accounts.models import Officer
from tocsin.kernel.accounts.roles import Role
from tocsin.kernel.database import api as database
from tocsin.kernel.errors import NotForYou


class Holders:
    """Admits officers who hold one of the roles: ``auth=Holders(Role.INTEGRATION)``.

    A request comes with a bearer key, or with a session and the header against forgery.
    """

    def __init__(self, *roles: Role) -> None:
        self.roles = frozenset(roles)

    def __call__(self, request: HttpRequest) -> Officer | None:
        """Return the officer, or nothing when nobody has signed in."""
        officer = request.user
        if not isinstance(officer, Officer):
            return None
        if getattr(request, "token_officer", None) is None and check_csrf(request):
            raise HttpError(HTTPStatus.FORBIDDEN, _("Send the header against forgery as well."))
        if self.roles and not self.roles & officer.roles:
            raise HttpError(HTTPStatus.FORBIDDEN, _("Your role does not include this operation."))
        database.mean(officer.bureau_id)
        return officer


def officer_of(request: HttpRequest) -> Officer:
    """Return the officer in whose name an operation runs, whom ``Holders`` has admitted."""
    officer = request.user
    if not isinstance(officer, Officer):
        raise NotForYou(_("Sign in first. What you typed stays on this screen."))
    return officer

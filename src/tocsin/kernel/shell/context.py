"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest

from tocsin.kernel import moment
from tocsin.kernel.accounts.models import Officer
from tocsin.kernel.shell.desks import desks_of
from tocsin.kernel.shell.notices import notices_for


def shell(request: HttpRequest) -> dict[str, object]:
    """Give the frame its desks, its officer and the server's time."""
    user = getattr(request, "user", None)
    officer = user if isinstance(user, Officer) else None
    pace = moment.pace()
    return {
        "officer": officer,
        "desks": desks_of(officer) if officer else [],
        "notices": notices_for(officer) if officer else [],
        "server_time": moment.now(),
        "clock_speed": pace.speed if pace else 1,
        "is_demo": settings.DEMO,
        "idle_lock_minutes": settings.IDLE_LOCK_MINUTES,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "languages": settings.LANGUAGES,
        "current_language": getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE),
    }

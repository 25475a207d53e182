"""What makes the page an application on the phone: its shell, its worker, its manifest."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tocsin.kernel.access.api import for_everyone
from tocsin.kernel.web.requests import SignedInRequest

SCRIPTS = ("duty", "shell")
WORKER = "duty/worker.js"
DARK = "#10151b"
# What the phone keeps must not say who was signed in when it was kept.
NOBODY: Mapping[str, object] = {"officer": None, "desks": [], "messages": [], "is_shell": True}
ICONS = (("duty/icon.svg", "any", "image/svg+xml"), ("duty/icon-192.png", "192x192", "image/png"))
LARGE = ("duty/icon-512.png", "512x512", "image/png")


@for_everyone
@require_GET
def shell(request: SignedInRequest) -> HttpResponse:
    """Show the empty frame that the phone keeps for when there is no signal; no facts are in it."""
    return render(request, "duty/phone.html", dict(NOBODY))


@for_everyone
@require_GET
def worker(_request: SignedInRequest) -> HttpResponse:
    """Serve the worker that keeps the shell; its name changes whenever a part of the shell does."""
    files = shell_files()
    facts = {
        "version": f"tocsin-phone-{version_of(files)}",
        "home": reverse("duty:phone"),
        "shell": reverse("duty:shell"),
        "files": [static(name) for name in files],
    }
    body = f"const KEPT = {json.dumps(facts)};\n{found(WORKER).read_text(encoding='utf-8')}"
    response = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = reverse("duty:phone")
    response.headers["Cache-Control"] = "no-cache"
    return response


@for_everyone
@require_GET
def manifest(_request: SignedInRequest) -> HttpResponse:
    """Describe the application to the phone that installs it."""
    home = reverse("duty:phone")
    icons = [
        {"src": static(name), "sizes": sizes, "type": kind} for name, sizes, kind in (*ICONS, LARGE)
    ]
    facts = {
        "id": home,
        "name": _("Tocsin on duty"),
        "short_name": _("On duty"),
        "lang": get_language() or "zh-hans",
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "orientation": "portrait",
        "background_color": DARK,
        "theme_color": DARK,
        "icons": icons,
    }
    return JsonResponse(facts, content_type="application/manifest+json")


@cache
def shell_files() -> tuple[str, ...]:
    """List the static files without which the page does not stand: own and the frame's, no map."""
    names = []
    for folder in SCRIPTS:
        home = found(folder)
        names += [
            f"{folder}/{path.name}"
            for path in sorted(home.iterdir())
            if path.suffix in {".js", ".css", ".svg"} and f"{folder}/{path.name}" != WORKER
        ]
    return (*names, "django_htmx/htmx-2.min.js")


@cache
def version_of(files: tuple[str, ...]) -> str:
    """Hash the shell, so that a changed file makes a new version."""
    digest = hashlib.sha256()
    for name in (*files, WORKER):
        digest.update(name.encode())
        digest.update(found(name).read_bytes())
    return digest.hexdigest()[:16]


def found(name: str) -> Path:
    """Find a static file or folder on the disk."""
    path = finders.find(name)
    if not isinstance(path, str):
        raise FileNotFoundError(name)
    return Path(path)

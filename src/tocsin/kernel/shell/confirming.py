"""Grave acts ask again who it is, unless that was shown within five minutes.

What was typed goes along and comes back with the answer; neither password nor code is kept.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, TypeVar

from allauth.account.forms import ReauthenticateForm as PasswordForm
from allauth.account.internal.flows.reauthentication import (
    did_recently_reauthenticate,
    reauthenticate_by_password,
)
from allauth.core import ratelimit
from allauth.mfa.base.forms import ReauthenticateForm as CodeForm
from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from tocsin.kernel.errors import NotForYou

PASSWORD, CODE = "confirm_password", "confirm_code"
LONGEST = 200
NOT_SENT_ON = frozenset({"csrfmiddlewaretoken", PASSWORD, CODE})
P = ParamSpec("P")
Asked = TypeVar("Asked", bound=HttpRequest)


def grave(
    view: Callable[Concatenate[Asked, P], HttpResponse],
) -> Callable[Concatenate[Asked, P], HttpResponse]:
    """Let a view act only for somebody who has shown lately who they are."""

    @wraps(view)
    def guarded(request: Asked, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if hasattr(request, "token_officer"):
            raise NotForYou(_("A key does not do this. Sign in and do it on its page."))
        typed = request.POST.copy()
        password, code = (one_of(typed, name) for name in (PASSWORD, CODE))
        request.POST = typed  # type: ignore[assignment] # a copy of what was sent, without either
        if did_recently_reauthenticate(request) or shown(request, password, code):
            return view(request, *args, **kwargs)
        return asked_again(request, typed, wrong=bool(password or code))

    guarded.is_grave = True  # type: ignore[attr-defined] # a test asks every grave act for it
    return guarded


def one_of(typed: QueryDict, name: str) -> str:
    """Take one field out of what was sent."""
    found = typed.pop(name, [""])
    return str(found[-1])[:LONGEST]


def shown(request: HttpRequest, password: str, code: str) -> bool:
    """Say whether a password or a one-time code shows that it is they, and remember it."""
    officer = request.user
    if password:
        if not ratelimit.consume(request, action="reauthenticate", user=officer):
            return False
        form = PasswordForm(user=officer, data={"password": password})
        if form.is_valid():
            # Checking a password may hash it anew, which ends sessions that know the hash before.
            request.session[HASH_SESSION_KEY] = officer.get_session_auth_hash()  # type: ignore[union-attr] # the policy let nobody else in
            reauthenticate_by_password(request)
            return True
    if code:
        by_code = CodeForm(user=officer, data={"code": code})
        if by_code.is_valid():
            by_code.save()
            return True
    return False


def asked_again(request: HttpRequest, typed: QueryDict, *, wrong: bool) -> HttpResponse:
    """Ask who it is, with all that was typed."""
    kept = [
        (name, value)
        for name, values in typed.lists()
        if name not in NOT_SENT_ON
        for value in values
    ]
    context = {"kept": kept, "wrong": wrong, "action": request.get_full_path()}
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "shell/confirm.html", context, status=status)

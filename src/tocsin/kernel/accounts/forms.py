"""The sign-in form."""

from allauth.account.forms import LoginForm


class SignInForm(LoginForm):  # type: ignore[misc] # no types
    """Name and password; a lost password is given anew by the administrator, not by mail."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""

"""Name the frame to Django."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """The shared frame of every page."""

    name = "tocsin.kernel.shell"
    label = "shell"

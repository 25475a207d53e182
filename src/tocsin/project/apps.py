"""The composition root as Django sees it."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Connects the parts once every app is loaded."""

    name = "tocsin.project"
    label = "project"

    def ready(self) -> None:
        """Connect the parts."""
        from tocsin.project.wiring import connect  # noqa: PLC0415 - models must be loaded first

        connect()

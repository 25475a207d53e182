"""All addresses of the system."""

urlpatterns: list[object] = []

"""Registers the room with Django under the label `web`; it refuses to hold models."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class WebConfig(AppConfig):
    """The web room: templates, static files and tags, no tables."""

    name = "overt.web"
    label = "web"

    def ready(self) -> None:
        """Keep signing in from writing to a person's row: only actions change records."""
        from overt.web.account import recording

        user_logged_in.disconnect(dispatch_uid="update_last_login")
        recording.connect()

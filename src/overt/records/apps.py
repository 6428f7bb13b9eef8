"""The Django application of the records."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Django's handle on this room; the label is part of AUTH_USER_MODEL."""

    name = "overt.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

"""The Django app of the ledger: two tables and nothing else."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Named in INSTALLED_APPS as `overt.ledger`."""

    name = "overt.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Ledger"

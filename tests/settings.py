"""The site's own Django settings, with a database file that subprocesses of a test can share."""

from overt.cli.django_settings import *  # noqa: F403
from overt.cli.django_settings import DATABASES, OVERT_HOME

DATABASES["default"]["TEST"] = {"NAME": OVERT_HOME / "test.sqlite3"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

"""Django's settings, derived from the site's own (`overt.cli.settings`); nothing here is chosen twice."""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from overt.cli.settings import Settings

OVERT = Settings()
OVERT_HOME: Path = OVERT.home


def _secret_key(folder: Path) -> str:
    """Return the site's session secret, made on first use; a process without a site gets one of its own."""
    path = folder / "session.key"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        key = secrets.token_urlsafe(48)
        if not folder.is_dir():
            return key
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(key)
        return key


def _sqlite(home: Path) -> dict[str, Any]:
    pragmas = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
        f" PRAGMA busy_timeout={int(OVERT.database_busy_seconds * 1000)};"
    )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": home / "overt.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": OVERT.database_busy_seconds,
            "init_command": pragmas,
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"options": f"-c lock_timeout={int(OVERT.database_busy_seconds * 1000)}"},
    }


def _single_sign_on(keys: Path) -> list[dict[str, Any]]:
    """Return the force's provider as allauth wants it, or nothing; without its secret it is not offered."""
    provider, secret = OVERT.single_sign_on, keys / "single-sign-on.secret"
    if provider is None or not secret.is_file():
        return []
    return [
        {
            "provider_id": "force",
            "name": provider.name,
            "client_id": provider.client_id,
            "secret": secret.read_text(encoding="utf-8").strip(),
            "settings": {
                "server_url": provider.issuer,
                "scope": ["openid"],
                "fetch_userinfo": False,
                "oauth_pkce_enabled": True,
            },
        }
    ]


def _provider_origin() -> list[str]:
    """Return where the button of single sign-on leads: browsers hold redirects of a form to the form's own policy."""
    if OVERT.single_sign_on is None:
        return []
    parts = urlsplit(OVERT.single_sign_on.issuer)
    return [f"{parts.scheme}://{parts.netloc}"]


SECRET_KEY = _secret_key(OVERT_HOME / "keys")
DEBUG = False
ALLOWED_HOSTS = OVERT.hosts
ROOT_URLCONF = "overt.web.urls"
ASGI_APPLICATION = "overt.web.asgi.application"
AUTH_USER_MODEL = "records.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

DATABASES = {"default": _postgresql(OVERT.database) if OVERT.database else _sqlite(OVERT_HOME)}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "overt.ledger",
    "overt.records",
    "overt.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "overt.web.one_thread.OneThread",  # the last, so that none of the above is asked on a thread of its own
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "overt.web.context.site",
            ],
        },
    },
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "name")},
    },
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"

# People are added by an administrator: no address of ours signs anybody up or sends e-mail.
ACCOUNT_ADAPTER = "overt.web.account.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "overt.web.account.forms.LoginForm",
    "reauthenticate": "overt.web.account.forms.PasswordAgainForm",
    "change_password": "overt.web.account.forms.ChangePasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
MFA_ADAPTER = "overt.web.account.adapters.FactorAdapter"
MFA_FORMS = {
    "activate_totp": "overt.web.account.forms.ActivateAppForm",
    "add_webauthn": "overt.web.account.forms.AddPasskeyForm",
    "authenticate": "overt.web.account.forms.SecondFactorForm",
    "reauthenticate": "overt.web.account.forms.SecondFactorAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = OVERT.site_name
SOCIALACCOUNT_ADAPTER = "overt.web.account.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": _single_sign_on(OVERT_HOME / "keys")}}
SOCIALACCOUNT_STORE_TOKENS = False

# Ten wrong passwords for one name close it for a quarter of an hour. Neither the name nor the place is kept.
AXES_CLIENT_IP_CALLABLE = "overt.web.account.lockout.nowhere"
AXES_CLIENT_STR_CALLABLE = "overt.web.account.lockout.nobody"
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_DISABLE_ACCESS_LOG = True
AXES_FAILURE_LIMIT = 10
AXES_LOCKOUT_CALLABLE = "overt.web.account.lockout.locked_out"
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_SENSITIVE_PARAMETERS = ["login", "username", "next", "csrfmiddlewaretoken"]
AXES_USERNAME_CALLABLE = "overt.web.account.lockout.name_tried"
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # it wants the address kept; counting by name alone counts every address

CSRF_FAILURE_VIEW = "overt.web.error_pages.csrf_failed"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *_provider_origin()],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if OVERT.https else 0
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OVERT.https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "overt.cli.plain_log.PlainFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}


def OVERT_ENGINE() -> object:  # noqa: N802 - a setting
    """Return the facts of this site's engine; pages read them here because they never reach an engine."""
    from overt.cli.engine_facts import engine_facts

    return engine_facts(OVERT.engine)


def OVERT_PASSPORT(name: str, digest: str) -> bytes | None:  # noqa: N802 - a setting
    """Return an engine's passport as canonical JSON; None when it is another now than the one with this digest."""
    from overt.vision.passports import passport

    told = passport(name)
    return told.to_bytes() if told.digest == digest else None


def OVERT_ENGINE_TROUBLE(name: str, digest: str) -> str:  # noqa: N802 - a setting
    """Return why an application made for this engine cannot use it here; "" for this site's own engine."""
    from overt.cli.engine_facts import trouble_with

    return trouble_with(name, digest, OVERT.engine, OVERT.accepted_licences)

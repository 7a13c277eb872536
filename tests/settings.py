"""What tests set apart: a cheap password hasher, plain static files, a folder of their own."""

from corps.settings import *  # noqa: F403 - the point of this file
from corps.settings import INSTALLED_APPS, MIDDLEWARE, OIDC_APPS, STORAGES, VAR_DIR

INSTALLED_APPS = [*INSTALLED_APPS, *OIDC_APPS, "django_migration_linter"]
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise")]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAIL_DIR = VAR_DIR / "mail"
REQUIRE_SECOND_FACTOR = False  # as on a trial machine; those who mean otherwise say so
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}

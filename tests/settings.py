"""What tests set apart: cheap passwords and plans, plain static files, a folder of their own."""

from corps.settings import *  # noqa: F403 - the point of this file
from corps.settings import (
    DATABASES,
    INSTALLED_APPS,
    LOGGING,
    MIDDLEWARE,
    OIDC_APPS,
    STORAGES,
    VAR_DIR,
)

INSTALLED_APPS = [*INSTALLED_APPS, *OIDC_APPS, "django_migration_linter"]
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise")]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAIL_DIR = VAR_DIR / "mail"
REQUIRE_SECOND_FACTOR = False  # as on a trial machine; those who mean otherwise say so
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
# Rows are few here: to weigh the orders of a join costs more than the best of them saves.
DATABASES["default"]["OPTIONS"]["options"] += " -c join_collapse_limit=1 -c from_collapse_limit=1"
LOGGING["root"]["handlers"] = []  # pytest itself keeps what is logged

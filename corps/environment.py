"""What settings read of the environment, and how."""

import os
import secrets
from urllib.parse import parse_qs, unquote, urlsplit

env = os.environ.get
# What a page asks is small: to start parallel workers or a compiler costs more than it saves.
PLAIN_PLANS = {"options": "-c max_parallel_workers_per_gather=0 -c jit=off"}


def flag(name, default):
    """Read yes or no from the environment."""
    return env(name, "yes" if default else "no").lower() in {"1", "yes", "true", "on"}


def kept_secret(folder):
    """A secret made once and kept in a folder, for machines on which nobody has set one."""
    path = folder / "secret_key"
    try:
        return path.read_text()
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        return path.read_text()


def database(url):
    """Django's database settings for a postgresql:// address."""
    parts = urlsplit(url)
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": PLAIN_PLANS | options | {"connect_timeout": 3},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def words(listed):
    """What stands between commas."""
    return [word.strip() for word in listed.split(",") if word.strip()]


def oidc_apps():
    """What allauth must know of each provider; a name without its settings stops the start."""
    return [
        {
            "provider_id": name,
            "name": env(f"OIDC_{name.upper()}_NAME") or name.capitalize(),
            "client_id": os.environ[f"OIDC_{name.upper()}_CLIENT_ID"],
            "secret": os.environ[f"OIDC_{name.upper()}_CLIENT_SECRET"],
            "settings": {
                "server_url": os.environ[f"OIDC_{name.upper()}_SERVER_URL"],
                "domains": words(os.environ[f"OIDC_{name.upper()}_DOMAINS"].lower()),
                "oauth_pkce_enabled": True,
            },
        }
        for name in filter(None, env("OIDC_PROVIDERS", "").split(","))
    ]

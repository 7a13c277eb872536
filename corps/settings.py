"""Settings, read from the environment, in the order of the Django documentation."""

import os
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from corps.environment import database, env, flag, kept_secret, oidc_apps

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env("VAR_DIR") or BASE_DIR / "var").resolve()
EMBEDDED = flag("CORPS_EMBEDDED", False)

# The site
DEBUG = flag("DEBUG", False)
PORT = int(env("PORT") or 8000)
SITE_URL = (env("SITE_URL") or f"http://localhost:{PORT}").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname
HTTPS = SITE_URL.startswith("https://")
SECRET_KEY = env("SECRET_KEY") or kept_secret(VAR_DIR)
ALLOWED_HOSTS = [SITE_HOST, *filter(None, env("ALLOWED_HOSTS", "").split(","))]
if not HTTPS:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CONTACT_EMAIL = env("CONTACT_EMAIL") or f"corps@{SITE_HOST}"
ROOT_URLCONF = "corps.urls"
WSGI_APPLICATION = "corps.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "corps",
    "corps.accounts",
    "corps.notifications",
    "corps.organisations",
    "corps.sheets",
    "corps.skills",
    "councils",
    "councils.contracts",
    "secondments",
    "secondments.matching",
    "volunteers",
    "volunteers.consensus",
    "corps.savings",
    "corps.casework",
    "corps.home",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "corps.trace.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "corps.home.views.every_page",
            ],
        },
    },
]
FORM_RENDERER = "corps.forms.Renderer"

# Data: PostgreSQL alone, so that its locks, constraints and search can be used freely

DATABASES = {"default": database(env("DATABASE_URL") or "postgresql:///corps")}
# Sessions and rate limits live in the database, never in the broker: signing in works without it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "corps_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # the usual 300 would forget who tried too often
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# The background
REDIS_URL = env("REDIS_URL") or "redis://localhost:6379/0"
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_TIMEOUT = 0.3
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 30,
    "socket_connect_timeout": 0.3,
    "max_retries": 1,  # a request must not wait for a broker that is down
    "interval_start": 0.1,
    "visibility_timeout": 1800,  # longer than the longest task
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 1500
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "Europe/London"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")
# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:front"
# Cyber Essentials: at least 12 characters and not a common one; no other rule of composition.
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
REQUIRE_SECOND_FACTOR = flag("REQUIRE_SECOND_FACTOR", not EMBEDDED)
ACCOUNT_ADAPTER = "corps.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "corps.accounts.forms.signup.SignupForm"
ACCOUNT_FORMS = {"request_login_code": "corps.accounts.forms.codes.RequestCodeForm"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # of a changed password, address or second factor
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/ip,10/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(env("TRUSTED_PROXIES") or 0)
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
MFA_ADAPTER = "corps.accounts.adapter.FactorAdapter"
MFA_FORMS = {"add_webauthn": "corps.accounts.forms.passkeys.PasskeyForm"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "London Digital Corps"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers themselves insist on localhost then

# Councils' own sign-in by OpenID Connect: OIDC_PROVIDERS=lambeth, and for each of them
# OIDC_LAMBETH_SERVER_URL, _CLIENT_ID, _CLIENT_SECRET, _DOMAINS (of its addresses) and _NAME

OIDC_APPS = ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"]
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": oidc_apps()}}
if SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]:
    INSTALLED_APPS += OIDC_APPS
SOCIALACCOUNT_ADAPTER = "corps.accounts.adapter.CouncilAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form that leads to another site is against our own policy
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True  # the adapter says by which address

# Rules that corps staff may change
APPROVAL_LINK_DAYS = 14
PEOPLE_REVIEW_DAYS = 180  # a council looks through its people at least twice a year
UNVERIFIED_DAYS = 30  # a sign-up whose address was never shown to be one's own is forgotten then
EXPORT_DAYS = 7  # a file of one's own data can be downloaded so long
LEAVING_DAYS = 7  # from the wish to be forgotten to the erasure: signing in calls it off
INVITATION_DAYS = 30
PROPOSAL_DAYS = 10  # each side's time to answer a proposal
PLEDGE_FIT = 400  # points from which both sides are told that a pledge could fill a role
VERIFICATION_DAYS = 5  # working days in which corps staff check who registers
CONSENT_REMINDER_DAYS = 30  # before an employer's consent ends
MOST_AWAY_PER_CENT = 15  # of a role's working time that an expert may be away for
# Working days to obtain a clearance. BPSS: domain rules; SC: our assumption, to be edited.
CLEARANCE_LEAD_DAYS = {"none": 0, "bpss": 10, "sc": 60}
# The Green Book's real rates: from which year on, how much a year (year 0 is not discounted)
DISCOUNT_BANDS = [(1, "0.035"), (31, "0.030"), (76, "0.025")]
VOLUNTEER_AGE = 16  # years that a volunteer must declare, and for personal data of the living
VOLUNTEER_AGE_FOR_LIVING = 18
CONTRIBUTOR_LICENCE = "1"  # the version in force: a new one is agreed to before the next task
CLAIM_REMINDER_DAYS = 14  # a claim that is not touched brings a reminder, and is then released
CLAIM_RELEASE_DAYS = 7
MOST_CLAIMS = 10  # tasks that one person may have in hand at once
MOST_ATTACHMENTS = 10  # of one project
MOST_QUESTIONS = 5  # of one person about one project, that wait for an answer
QUESTION_DAYS = 5  # working days after which a council is reminded of a question
NUDGE_DAYS = 30  # without a change, after which a council is asked whether a project still holds
STALE_DAYS = 90  # without an answer, after which a project is marked
USE_CHECK_MONTHS = (6, 12)  # after completion: is it still in use?
USE_REMINDER_DAYS = 14
USE_CORRECTION_DAYS = 30
SUGGESTION_DAYS = 20  # working days in which a suggestion is answered
SUGGESTIONS_A_DAY = 5  # of one person
COMPLAINT_DAYS = 10  # working days in which a complaint is answered
COMPLAINTS_A_DAY = 5  # of one person
LOOK_MINUTES = 30  # for which corps staff see the site as somebody else
VOTES_A_MINUTE = int(env("VOTES_A_MINUTE") or 60)  # of one network, in one conversation
VOTES_A_MINUTE_ENTERED = 600  # of one tablet in a library, or of one person who enters sheets
STATEMENTS_A_DAY = 10  # of one person, in one conversation
STATEMENTS_A_DAY_NEARBY = 50  # of one network
# Issue lists are fetched from public addresses alone, so that nobody reads our own network…
FETCH_ALSO_FROM = list(filter(None, env("FETCH_ALSO_FROM", "").split(",")))  # but for these
# Lists whose searches can be saved, by the name of their page
SAVED_LISTS = {"volunteers.tasks": "Tasks for volunteers", "councils.projects": "Projects"}

# The API: open to read, by address or more often by token; API_RATE= (empty) sets no limit
API_VERSION = "1.0"  # a part of every tag: raise it when answers are drawn otherwise
API_TOKEN_READER = "councils.services.use_token"  # noqa: S105 - a name
API_RATES = {
    "address": env("API_RATE", "120/min") or None,
    "token": env("API_TOKEN_RATE", "600/min") or None,
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["corps.rest.Token"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer", "corps.rest.Csv"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "corps.rest.Negotiation",
    "DEFAULT_PAGINATION_CLASS": "corps.rest.Pages",
    "DEFAULT_THROTTLE_CLASSES": ["corps.rest.ByAddress", "corps.rest.ByToken"],
    "DEFAULT_THROTTLE_RATES": API_RATES,
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "corps.rest.answer_error",
    "NON_FIELD_ERRORS_KEY": "body",
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "London Digital Corps",
    "DESCRIPTION": "All that public pages show, as JSON and CSV; and drafts, with a token.",
    "VERSION": API_VERSION,
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/",
    "ENUM_NAME_OVERRIDES": {
        "ProjectStage": "councils.models.Project.Stage",
        "TaskStage": "volunteers.models.Task.Stage",
        "BenefitStage": "corps.savings.models.Benefit.Stage",
        "ClaimStage": "corps.savings.models.Claim.Stage",
        "BenefitKind": "corps.savings.models.Kind",
        "ReportKind": "corps.savings.models.Published.Kind",
        "ReplyVerdict": "volunteers.consensus.models.Verdict",
        "ConversationStage": "volunteers.consensus.models.Conversation.Stage",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "corps.rest.finish_schema",
    ],
}

# E-mail: written to a folder unless EMAIL_URL names a server
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL") or f"London Digital Corps <{CONTACT_EMAIL}>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_DIR = VAR_DIR / "mail"
EMAIL_BACKEND = "corps.mail.FolderBackend"
MAILS_A_TASK = int(env("MAILS_A_TASK") or 500)  # the others leave ten minutes later
MAIL_SERVER = bool(env("EMAIL_URL"))
if MAIL_SERVER:
    _mail = urlsplit(env("EMAIL_URL"))
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname, _mail.port or 25
    EMAIL_HOST_USER = unquote(_mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
    EMAIL_TIMEOUT = 10

# Words and times
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

# Compiled loops are kept beside the source, or here where that cannot be written
if not os.access(BASE_DIR / "secondments", os.W_OK):
    os.environ.setdefault("NUMBA_CACHE_DIR", str(VAR_DIR / "compiled"))

# Who may read /metrics: networks, as in 10.0.0.0/8,fd00::/8
METRICS_FROM = [
    ip_network(network.strip())
    for network in (env("METRICS_FROM") or "127.0.0.0/8,::1/128").split(",")
]

# Files
MEDIA_ROOT = VAR_DIR / "files"  # what people upload: served by views alone, as downloads
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Safety
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# Logs: one line of JSON each, with the request's id
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "corps.trace.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL") or "INFO"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": [], "propagate": True},
    },
}

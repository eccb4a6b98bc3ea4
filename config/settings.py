"""All settings, in one file, from the environment (docs/settings.md lists the variables)."""

from pathlib import Path

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from config import environment

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = environment.data_folder("CHANCERY_DATA", BASE_DIR / "var")

DEBUG = environment.flag("DEBUG", default=False)
SECRET_KEY = environment.secret_key("SECRET_KEY", DATA_DIR)
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])

# Behind TLS (HTTPS=1) cookies are secure and browsers are told never to come without it.
HTTPS = environment.flag("HTTPS", default=False)
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# For the whole domain only where its owner says so: it binds every other host there, too.
SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.flag("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = SECURE_HSTS_INCLUDE_SUBDOMAINS
SILENCED_SYSTEM_CHECKS = (
    [] if SECURE_HSTS_INCLUDE_SUBDOMAINS else ["security.W005", "security.W021"]
)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
# Whether the X-Request-ID that comes with a request is the proxy's, and to be kept.
REQUEST_ID_FROM_PROXY = environment.flag("REQUEST_ID_FROM_PROXY", default=False)
CSRF_TRUSTED_ORIGINS = environment.origins("CSRF_TRUSTED_ORIGINS")
CSRF_FAILURE_VIEW = "briefs.admin.expired.csrf_failure"  # loses nothing of what was typed

# No request to another host, ever; no inline script or style, anywhere, admin included.
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

INSTALLED_APPS = [
    "briefs",
    "config.desk.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
    "django_tasks_db",
    "taggit",
]

MIDDLEWARE = [
    "briefs.request_id.RequestId",
    "briefs.views.machines.HealthFirst",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "briefs.views.malformed.RefuseMalformedText",
    "briefs.answers.AnswersFirst",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "briefs.views.unready.SayIndexIsBeingMade",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

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
                "briefs.views.site.site",
            ],
        },
    }
]
# Django's own form templates, with ours in front of them.
FORM_RENDERER = "config.forms.Renderer"
INSTALLED_APPS.append("django.forms")

DATABASES = {"default": environment.database("DATABASE_URL", DATA_DIR / "chancery.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue for the lock at their start instead of failing in their middle.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # recursive_triggers: without it INSERT OR REPLACE doesn't tell the full-text table of
        # the row that it deletes.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;"
        ),
    }
    # A file for tests, too: a database in memory locks in other ways.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# To connect takes longer than most answers: to open SQLite's file, too.
DATABASES["default"]["CONN_MAX_AGE"] = 60

CACHES = {"default": environment.cache("CACHE_URL")}
# How much memory each process may take to remember answers that it gave readers.
ANSWERS_MB = environment.number("ANSWERS_MB", 64)

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# A long agreement's form has 300 rows of a claim, each of five fields and more.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ru", _("Russian")), ("ur", _("Urdu"))]
FORMAT_MODULE_PATH = ["config.formats"]  # one style of dates, for readers and desk
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = environment.time_zone("TIME_ZONE", "UTC")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True  # files that nobody has collected yet are found where they lie
MEDIA_URL = "media/"
MEDIA_ROOT = DATA_DIR / "media"
# How large an image or attachment may be that staff upload.
UPLOAD_MAX_MB = environment.number("UPLOAD_MAX_MB", 20)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.static.StaticFiles"
    },
}

FIXTURE_DIRS = [BASE_DIR / "fixtures"]

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "briefs.models.tag.tags_in"
TAGGIT_STRING_FROM_TAGS = "briefs.models.tag.text_of_tags"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "briefs.request_id.WithRequestId"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {request_id} {message}", "style": "{"}
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}

# Tasks wait in the database, in the transaction that asks for them; `manage.py work` does them.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Whether `prepare` loads the sample collection into a new site.
SEED = environment.flag("SEED", default=True)

SITE_NAME = environment.text("SITE_NAME", "Chancery")

# Whom to tell of a weakness of the site: an address that security.txt names.
SECURITY_CONTACT = environment.contact("SECURITY_CONTACT")

# Whether other hosts are asked if the links to them still work: none is without this word.
LINK_CHECKS = environment.flag("LINK_CHECKS", default=False)
# Private networks that may be asked, too: all others are refused.
LINK_CHECKS_NETWORKS = environment.networks("LINK_CHECKS_NETWORKS")

# Further kinds of brief beside the standard six: BRIEF_KINDS="working-paper=Working paper,…".
BRIEF_KINDS = environment.kinds("BRIEF_KINDS")

# Whether nobody may publish what they alone wrote.
FOUR_EYES = environment.flag("FOUR_EYES", default=False)

"""Django's settings: one file for every place; what differs between places comes from the environment."""

from pathlib import Path

from duixian.config import env
from duixian.config.databases import database
from duixian.config.logs import logging_config

ROOT = Path(__file__).resolve().parents[3]
# What this installation makes for itself: the secret key, collected static files.
LOCAL = Path(env.text("DUIXIAN_LOCAL", str(ROOT / ".local")))

DEBUG = env.flag("DUIXIAN_DEBUG")
SECRET_KEY = env.secret_key("DUIXIAN_SECRET_KEY", LOCAL / "secret-key")
ALLOWED_HOSTS = env.words("DUIXIAN_HOSTS", "localhost,127.0.0.1,[::1]")
# Behind a TLS proxy: secure cookies, redirect to https, HSTS.
HTTPS = env.flag("DUIXIAN_HTTPS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "tablericons",
    "duixian.audit",
    "duixian.outbox",
    "duixian.files",
    "duixian.parties",
    "duixian.applications",
    "duixian.web",
    "duixian.portal",
    "duixian.office",
    "duixian.api",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "duixian.web.headers.closed_features",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
AUTH_USER_MODEL = "parties.Account"
ROOT_URLCONF = "duixian.config.urls"
WSGI_APPLICATION = "duixian.config.wsgi.application"
DATABASES = {"default": database(env.text("DATABASE_URL", f"sqlite:///{LOCAL}/duixian.sqlite3"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "duixian.web.page.site",
            ],
        },
    },
]

# Chinese always: without LocaleMiddleware, Accept-Language changes nothing.
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- static files -------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = LOCAL / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
NODE_MODULES = ROOT / "node_modules"
STYLE_CACHE = LOCAL / "styles"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "duixian.web.assets.PackageFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "duixian.web.assets.Storage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# --- safety -------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        # Tabler draws the arrows and ticks of form controls as data: images.
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- what the site calls itself (the meta tags that Chinese government sites carry) -------------------------
SITE_NAME = env.text("DUIXIAN_SITE_NAME", "兑现 · 普陀区智能软件产业专项政策服务")
SITE_DOMAIN = env.text("DUIXIAN_SITE_DOMAIN", "localhost")
SITE_ADDRESS = f"{'https' if HTTPS else 'http'}://{SITE_DOMAIN}"
SITE_ID_CODE = env.text("DUIXIAN_SITE_ID_CODE", "")

LOGGING = logging_config(env.text("DUIXIAN_LOG", "console"))

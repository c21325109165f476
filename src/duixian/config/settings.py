"""Django's settings: one file for every place; what differs between places comes from the environment."""

from datetime import timedelta
from pathlib import Path

from duixian.config import env
from duixian.config.databases import database
from duixian.config.demo_mode import demo_mode
from duixian.config.evidence import evidence
from duixian.config.logs import logging_config
from duixian.config.mail import mail
from duixian.config.signin import (
    RATE_LIMITS,
    identity_origins,
    identity_providers,
    password_policy,
    password_validators,
)
from duixian.demo import days

ROOT = Path(__file__).resolve().parents[3]
# What this installation makes for itself: the secret key, collected static files.
LOCAL = Path(env.text("DUIXIAN_LOCAL", str(ROOT / ".local")))

DEBUG = env.flag("DUIXIAN_DEBUG")
SECRET_KEY = env.secret_key("DUIXIAN_SECRET_KEY", LOCAL / "secret-key")
# Seals bank accounts and hashes 证件号: kept apart from the database, backed up apart from it.
FIELD_KEY = env.secret_key("DUIXIAN_FIELD_KEY", LOCAL / "field-key")
ALLOWED_HOSTS = env.words("DUIXIAN_HOSTS", "localhost,127.0.0.1,[::1]")
# Behind a TLS proxy: secure cookies, redirect to https, HSTS.
HTTPS = env.flag("DUIXIAN_HTTPS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    # Before allauth, whose pages its templates replace.
    "duixian.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
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
    "duixian.letters",
    "duixian.credit",
    "duixian.funds",
    "duixian.applications",
    "duixian.portal",
    "duixian.office",
    "duixian.api",
]
MIDDLEWARE = [
    "duixian.web.requests.named",
    "django.middleware.security.SecurityMiddleware",
    "duixian.web.headers.closed_features",
    # So far out that what is refused before it reaches a page (a wrong host name) has them too.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "duixian.web.sessions.Watch",
    "django_htmx.middleware.HtmxMiddleware",
    "duixian.web.requests.read_or_sent",
    "duixian.web.download.Damages",
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
                "duixian.web.account_menu.account_menu",
                "duixian.outbox.context.outbox",
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
    "evidence": evidence(
        env.text("DUIXIAN_EVIDENCE", ""), env.text("DUIXIAN_S3_ENDPOINT", ""), LOCAL
    ),
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
        "form-action": ["'self'", *identity_origins()],
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
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "duixian.web.errors.stale_form"
# How many proxies of our own stand in front, each adding to X-Forwarded-For; 0 believes nobody but the peer.
TRUSTED_PROXIES = int(env.text("DUIXIAN_PROXIES", "0"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- signing in (docs/decisions/0009-sign-in.md) --------------------------------------------------------------
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account-start"
# Shared by all processes: rate limits and used codes would otherwise count for one process each.
CACHES = {"default": {"BACKEND": "duixian.parties.signin.shared_cache.SharedCache"}}
AUTHENTICATION_BACKENDS = ["duixian.parties.signin.backend.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
PASSWORD_POLICY = password_policy()
AUTH_PASSWORD_VALIDATORS = password_validators(PASSWORD_POLICY)
PASSWORD_RESET_TIMEOUT = 3600
# Seconds without a request, for staff and for others; and from sign-in, whatever happens.
SESSION_IDLE_STAFF, SESSION_IDLE, SESSION_LONGEST = 15 * 60, 30 * 60, 8 * 3600
SESSION_COOKIE_AGE = SESSION_LONGEST
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_SERIALIZER = "duixian.parties.signin.sealed_session.SealedSerializer"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
ACCOUNT_ADAPTER = "duixian.parties.signin.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "duixian.parties.signin.naming.NamedSignup"
ACCOUNT_EMAIL_VERIFICATION = env.text("DUIXIAN_EMAIL_VERIFICATION", "optional")
# Sign-up and reset say the same of an address that is taken and of one that is free (sign-up: where it is verified).
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_RATE_LIMITS = RATE_LIMITS
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_DISPLAY = "duixian.parties.signin.adapter.display_name"
MFA_ADAPTER = "duixian.parties.signin.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {"activate_totp": "duixian.parties.signin.forms.ActivateForm"}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "兑现"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_WEBAUTHN_USER_VERIFICATION = "required"
SOCIALACCOUNT_ADAPTER = "duixian.parties.signin.identity.IdentityAdapter"
SOCIALACCOUNT_PROVIDERS = identity_providers()
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_QUERY_EMAIL = False
SOCIALACCOUNT_STORE_TOKENS = False
# The product shown to people: codes of the made-up accounts are displayed. Never where real cases are.
DEMO = demo_mode(https=HTTPS)
if DEMO:
    days.follow(LOCAL)  # docs/decisions/0010-demo-clock.md

# --- numbers of applications: PT2026-ZN-000123 (applications/numbering.py) -----------------------------------
CASE_DISTRICT = env.text("DUIXIAN_CASE_DISTRICT", "PT")
CASE_LETTERS = {"putuo-2024-3": "ZN"}

# --- official letters: who issues them, and how 文书编号 begins: 普科智软决〔2026〕12号 (letters/numbering.py) -----
LETTER_BODY = {
    "name": env.text("DUIXIAN_BODY", "上海市普陀区科学技术委员会"),
    "code": env.text("DUIXIAN_BODY_CODE", "普科"),
    "government": env.text("DUIXIAN_BODY_GOVERNMENT", "上海市普陀区人民政府"),
    "court": env.text("DUIXIAN_BODY_COURT", "有管辖权的人民法院"),
}
LETTER_POLICIES = {"putuo-2024-3": "智软"}

# --- uploaded evidence --------------------------------------------------------------------------------------
EVIDENCE_FILE_BYTES = 20 * 1024 * 1024
EVIDENCE_CASE_FILES = 40
EVIDENCE_OWNER_BYTES = 500 * 1024 * 1024  # attached to an enterprise's cases
EVIDENCE_HELD_BYTES = (
    2 * EVIDENCE_OWNER_BYTES
)  # with what was taken out again and waits to be erased
# The socket of the virus scanner; empty: the distribution's own, else the one that files.daemon starts.
CLAMD_SOCKET = env.text("DUIXIAN_CLAMD", "")

# --- how long what serves no purpose any more is kept (applications.retention) --------------------------------
KEEP_UNATTACHED = timedelta(days=30)
KEEP_DISCARDED = timedelta(days=int(env.text("DUIXIAN_KEEP_DISCARDED_DAYS", "90")))
ARCHIVE_YEARS = int(
    env.text("DUIXIAN_ARCHIVE_YEARS", "30")
)  # from the end of the year in which a case ended
OWN_DATA_A_DAY = 10  # copies of one's own data

# --- credit sources that read a folder: one folder each, named by the source's slug ---------------------------
CREDIT_FOLDER = Path(env.text("DUIXIAN_CREDIT_FOLDER", str(LOCAL / "credit")))

# --- what the site calls itself (the meta tags that Chinese government sites carry) -------------------------
SITE_NAME = env.text("DUIXIAN_SITE_NAME", "兑现 · 普陀区智能软件产业专项政策服务")
SITE_DOMAIN = env.text("DUIXIAN_SITE_DOMAIN", "localhost")
SITE_ADDRESS = f"{'https' if HTTPS else 'http'}://{SITE_DOMAIN}"
SITE_ID_CODE = env.text("DUIXIAN_SITE_ID_CODE", "")

# --- the trail: whose it is, and the key that signs its heads (never in the database) ----------------------
TRAIL_ORIGIN = env.text("DUIXIAN_TRAIL_ORIGIN", f"{SITE_DOMAIN}/trail")
TRAIL_KEY = env.text("DUIXIAN_TRAIL_KEY", "")
TRAIL_KEY_FILE = LOCAL / "trail-key.pem"

# --- messages and queued work -------------------------------------------------------------------------------
# Without a mail server, mails are files under LOCAL/mail.
globals().update(mail(env.text("DUIXIAN_SMTP_URL", "")))
EMAIL_FILE_PATH = LOCAL / "mail"
DEFAULT_FROM_EMAIL = env.text("DUIXIAN_MAIL_FROM", f"noreply@{SITE_DOMAIN.partition(':')[0]}")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LOGGING = logging_config(env.text("DUIXIAN_LOG", "console"))

"""Settings that every deployment shares; local, test and production build on them."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url

from quorum.config import postgres, queues
from quorum.messaging.broker import broker_at

REPOSITORY = Path(__file__).resolve().parents[4]
# Everything that Quorum writes on this machine lives under one git-ignored folder.
VAR = Path(os.environ.get("QUORUM_VAR", REPOSITORY / "var"))

DEBUG = False
ALLOWED_HOSTS = os.environ.get("QUORUM_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("QUORUM_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_prometheus",
    "drf_spectacular",
    "rest_framework",
    "quorum.audit",
    "quorum.accounts",
    "quorum.projects",
    "quorum.subjects",
    "quorum.classifications",
    "quorum.aggregation",
    "quorum.curation",
    "quorum.talk",
    "quorum.onboarding",
    "quorum.integrity",
    "quorum.rewards",
    "quorum.selection",
    "quorum.intake",
    "quorum.learning",
    "quorum.insights",
    "quorum.releases",
    "quorum.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "quorum.config.page_language.speak_the_readers_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "quorum.config.urls"
WSGI_APPLICATION = "quorum.config.wsgi.application"
ASGI_APPLICATION = "quorum.config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [REPOSITORY / "platform" / "quorum" / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "quorum.config.page_language.languages_to_choose",
            ],
        },
    },
]

# --- Database: PostgreSQL only; an embedded server when DATABASE_URL is not set.
DATABASE_URL = os.environ.get("DATABASE_URL", "")
EMBEDDED_POSTGRES = None if DATABASE_URL else VAR / "postgres"
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        DATABASE_URL or postgres.embedded_url(VAR / "postgres"),
        conn_max_age=600,
        conn_health_checks=True,
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Storage: local files, or S3 and its relatives when a bucket is named.
if os.environ.get("QUORUM_S3_BUCKET"):
    _default_storage: dict[str, Any] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": os.environ["QUORUM_S3_BUCKET"],
            "endpoint_url": os.environ.get("QUORUM_S3_ENDPOINT") or None,
            "access_key": os.environ.get("QUORUM_S3_ACCESS_KEY") or None,
            "secret_key": os.environ.get("QUORUM_S3_SECRET_KEY") or None,
            "region_name": os.environ.get("QUORUM_S3_REGION") or None,
            "default_acl": None,
            "querystring_auth": True,
        },
    }
else:
    _default_storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(VAR / "media")},
    }
STORAGES: dict[str, Any] = {
    "default": _default_storage,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FRONTEND_DIST = REPOSITORY / "frontend" / "dist"
STATIC_URL = "/static/"
STATIC_ROOT: Path | None = Path(os.environ.get("QUORUM_STATIC", VAR / "static"))
STATICFILES_DIRS = [FRONTEND_DIST] if FRONTEND_DIST.is_dir() else []

# --- Messages and cache: Redis when there is one, files otherwise.
REDIS_URL = os.environ.get("REDIS_URL", "")
CACHES: dict[str, Any] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    ),
    # Figures that are a few seconds old at most; every process keeps its own.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "process"},
}
BROKER_FOLDER = VAR / "broker"
_BROKER = broker_at(redis_url=REDIS_URL, folder=BROKER_FOLDER)
CELERY_BROKER_URL = _BROKER.url
CELERY_BROKER_TRANSPORT = _BROKER.transport
CELERY_BROKER_TRANSPORT_OPTIONS = _BROKER.options
CELERY_TASK_DEFAULT_QUEUE = "platform"
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "screen-answers": {"task": "quorum.integrity.tasks.screen_answers", "schedule": 300.0},
    "consume-outbox": {"task": "quorum.intake.tasks.consume_outbox", "schedule": 2.0},
    "forget-old-devices": {"task": "quorum.classifications.tasks.forget_old_devices", "schedule": 24 * 3600.0},
    "settle-days": {"task": "quorum.rewards.tasks.settle_days", "schedule": 600.0},
    "tend-jobs": {"task": "quorum.learning.tasks.tend_jobs", "schedule": 2.0},
    "advance-loops": {"task": "quorum.learning.tasks.advance_loops", "schedule": 60.0},
    "arrange-queues": {"task": "quorum.learning.tasks.arrange_queues", "schedule": 30.0},
    "arrange-questions": {"task": "quorum.learning.tasks.arrange_questions", "schedule": 60.0},
    "find-discoveries": {"task": "quorum.rewards.tasks.find_discoveries", "schedule": 300.0},
}

# --- Learning: the storage that the ML worker shares, how long it may be silent about a job, and which kinds of
# jobs (training, prediction) go to workers with a GPU.
ML_STORAGE = Path(os.environ.get("QUORUM_ML_STORAGE", VAR / "ml")).absolute()
ML_SILENCE = timedelta(seconds=60)
ML_GPU = queues.gpu_kinds(os.environ.get("QUORUM_ML_GPU", ""))

# --- People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SITE_ID = 1
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if os.environ.get("QUORUM_OIDC_SERVER_URL"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": os.environ.get("QUORUM_OIDC_ID", "oidc"),
                "name": os.environ.get("QUORUM_OIDC_NAME", "Single sign-on"),
                "client_id": os.environ["QUORUM_OIDC_CLIENT_ID"],
                "secret": os.environ["QUORUM_OIDC_CLIENT_SECRET"],
                "settings": {"server_url": os.environ["QUORUM_OIDC_SERVER_URL"]},
            }
        ]
    }
EMAIL_SUBJECT_PREFIX = "[Quorum] "
ACCOUNT_EMAIL_SUBJECT_PREFIX = EMAIL_SUBJECT_PREFIX
DEFAULT_FROM_EMAIL = os.environ.get("QUORUM_EMAIL_FROM", "quorum@localhost")

# --- API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "quorum.accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "quorum.api.errors.to_response",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Quorum API",
    "DESCRIPTION": "Label scientific images, read the consensus, download the results.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PREPROCESSING_HOOKS": ["quorum.api.schema.add_intake"],
    "ENUM_NAME_OVERRIDES": {
        "ProjectState": "quorum.projects.models.Project.State",
        "RoundState": "quorum.projects.models.Round.State",
        "ConsensusState": "quorum.api.states.CONSENSUS_STATES",
        "SubjectState": "quorum.api.states.SUBJECT_STATES",
        "ImportState": "quorum.subjects.models.Import.State",
        "ImportKind": "quorum.api.states.IMPORT_KINDS",
        "VolunteerKind": "quorum.accounts.models.Volunteer.Kind",
        "TaskKind": "quorum.projects.models.Task.Kind",
        "LedgerKind": "quorum.rewards.models.LedgerEntry.Kind",
        "ShopItemKind": "quorum.rewards.shop_items.KINDS",
        "QuestPeriod": "quorum.rewards.quests.PERIODS",
        "LeaderboardPeriod": "quorum.api.rewards_answers.LEADERBOARD_PERIODS",
        "QuestMeasure": "quorum.rewards.quests.MEASURES",
        "StageKind": "quorum.onboarding.models.TrainingStage.Kind",
        "KnownAnswerState": "quorum.onboarding.models.KnownAnswer.State",
        "RemarkKind": "quorum.curation.models.Remark.Kind",
        "ReviewDecision": "quorum.curation.models.ReviewItem.Decision",
        "SuspicionKind": "quorum.api.integrity.KINDS",
        "SuspicionMeasure": "quorum.api.integrity.MEASURES",
        "SuspicionState": "quorum.integrity.models.Suspicion.State",
        "SuspicionVerdict": "quorum.api.integrity.DECISIONS",
        "JobKind": "quorum.learning.models.Job.Kind",
        "JobState": "quorum.learning.models.Job.State",
        "ModelState": "quorum.learning.models.ModelVersion.State",
        "TableTargets": "quorum.learning.models.TrainingTable.Targets",
        "GateVerdict": "quorum.api.states.GATE_VERDICTS",
        "Recipe": "quorum.api.states.RECIPES",
        "RoleEnum": "quorum.projects.models.Membership.Role",
    },
}

# Figures for Prometheus are for operators: served only where they say so.
METRICS_SERVED = os.environ.get("QUORUM_METRICS", "0") == "1"
if METRICS_SERVED:
    MIDDLEWARE = [
        "django_prometheus.middleware.PrometheusBeforeMiddleware",
        *MIDDLEWARE,
        "django_prometheus.middleware.PrometheusAfterMiddleware",
    ]

# --- Limits and rules of the house
ASSIGNMENT_LIFETIME_DAYS = 7
# So many assignments may a volunteer hold unanswered in a project; as many are forgotten in a day.
OPEN_ASSIGNMENTS_LIMIT = 60
# So many new guests may come from one address of the network in ten minutes, per web process.
GUESTS_PER_ADDRESS = int(os.environ.get("QUORUM_GUESTS_PER_ADDRESS", "120"))
INTAKE_BATCH_LIMIT = 200
INTAKE_TIMEOUT_S = 15.0
IMPORT_PIXEL_LIMIT = 20_000 * 20_000
# What one upload may hold, and what may come out of its archives.
DATA_UPLOAD_MAX_NUMBER_FILES = 2_000
IMPORT_UPLOAD_LIMIT_BYTES = 4 * 1024**3
IMPORT_UNPACKED_LIMIT_BYTES = 64 * 1024**3
IMPORT_ARCHIVE_FILE_LIMIT = 200_000
# One picture of the field guide is decoded while the curator waits.
GUIDE_UPLOAD_LIMIT_BYTES = 256 * 1024**2
GUIDE_PIXEL_LIMIT = 4096 * 4096
UPLOADS_FOLDER = VAR / "uploads"
DERIVATIVE_LONG_SIDE_PX = 1200
THUMBNAIL_LONG_SIDE_PX = 240
# Full resolution is cut into tiles when first asked for; larger originals are shown as display pictures only.
TILES_FOLDER = VAR / "tiles"
TILES_LIMIT_BYTES = int(os.environ.get("QUORUM_TILES_BYTES", str(2 * 1024**3)))
TILES_PIXEL_LIMIT = 8192 * 8192
# How old the counts on project pages may be.
PROGRESS_LIFETIME_S = 3
# How old a process's view of the rule of trust and of the controls of a project may be.
TRUST_CARD_LIFETIME_S = 30.0

LANGUAGE_CODE = "en"
# As in the browser app; every one but English has a catalogue.
LANGUAGES = [
    ("en", "English"),
    ("sv", "Svenska"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("es", "Español"),
    ("ja", "日本語"),
]
# The cookie is the app's too (frontend/src/i18n/languages.ts), which reads it: not HttpOnly.
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
# Named, and not found as the app's own: so our words go before those of Django and allauth.
LOCALE_PATHS = [REPOSITORY / "platform" / "quorum" / "config" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("QUORUM_LOG_LEVEL", "INFO")},
}
# Who may create projects: "operators", or everybody with an account: "accounts".
PROJECTS_BY = os.environ.get("QUORUM_PROJECTS_BY", "operators")

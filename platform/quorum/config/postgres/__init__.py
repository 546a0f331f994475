"""The embedded PostgreSQL: a private server in a data folder, used when DATABASE_URL is not set.

Nothing here imports Django, because settings ask for the URL while they load.
"""

from quorum.config.postgres.errors import PostgresUnavailable
from quorum.config.postgres.lease import lease
from quorum.config.postgres.server import ensure_running, is_running, stop
from quorum.config.postgres.url import embedded_url

__all__ = ["PostgresUnavailable", "embedded_url", "ensure_running", "is_running", "lease", "stop"]

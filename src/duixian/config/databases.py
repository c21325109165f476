"""One address to one database: SQLite, embedded and durable by default, or PostgreSQL."""

from typing import Any

import dj_database_url

# WAL lets readers go on beside the one writer; FULL syncs every commit; without recursive_triggers
# INSERT OR REPLACE would walk past the triggers that keep the trail.
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON"


def database(url: str) -> dict[str, Any]:
    """Django's settings for DATABASE_URL: sqlite:////path/file or postgresql://user@host/name."""
    found: dict[str, Any] = dict(dj_database_url.parse(url))
    if found["ENGINE"] == "django.db.backends.sqlite3":
        # IMMEDIATE: a transaction that will write waits at its start, not in its middle.
        # Tests race real processes, which a database in memory can't show.
        found["TEST"] = {"NAME": f"{found['NAME']}.test"}
        found["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": PRAGMAS}
    else:
        found |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return found

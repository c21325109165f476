"""One database of a size, and a process that looks at its pages when told to: a line in, a line out.

python -m bench.web.looker SIZE, with DUIXIAN_LOCAL (and DATABASE_URL) of its own. The rows are made once and kept.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment
from tests.pages.signed import enter

from bench.web import rows
from duixian.parties.models import Account


def known(size: int) -> dict[str, Any]:
    """Who looks at what; makes the rows where they are not there."""
    kept = Path(settings.LOCAL) / "bench.json"
    if not kept.exists():
        call_command("migrate", verbosity=0)
        kept.write_text(json.dumps(rows.fill(size)))
        with connection.cursor() as cursor:  # as the nightly job and PostgreSQL's autovacuum do
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    found: dict[str, Any] = json.loads(kept.read_text())
    return found


class Counter:
    """How many queries were asked."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, *given: Any) -> Any:
        self.count += 1
        return execute(*given)


def look(client: Client, address: str) -> dict[str, Any]:
    """One page: how long, how many queries."""
    counter = Counter()
    with connection.execute_wrapper(counter):
        began = time.perf_counter()
        response = client.get(address)
        took = time.perf_counter() - began
    assert response.status_code == 200, (address, response.status_code)
    return {"seconds": took, "queries": counter.count}


def main() -> None:
    setup_test_environment()
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    found = known(int(sys.argv[1]))
    people = {
        who: Account.objects.get(pk=found[who])
        for who in ("applicant", "centre", "officer", "approver", "admin")
    }
    print(json.dumps(found), flush=True)
    for line in sys.stdin:
        who, address = line.split()
        # Signed in anew each time: while the other process fills its database, a session here would end.
        client = enter(Client(), people[who]) if who in people else Client()
        print(json.dumps(look(client, address)), flush=True)


if __name__ == "__main__":
    main()

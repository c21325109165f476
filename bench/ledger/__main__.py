"""The ledger on PostgreSQL: transfers a second beside pgbench's simple-update on the same server in the same run; reports.

python -m bench.ledger [--seconds 10] [--clients 4] [--few 10000] [--many 1000000] [--rounds 15]

The server is the bench's own (tests.postgres), with its usual durability: every commit is synced. A transfer has its
posting, its trail entry (which all writers queue for), its two balances and its month's total.
"""

import argparse
import multiprocessing
import os
import re
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench.ledger.client import client

MOST_RATIO = 1.5
SCALE = 10  # of pgbench: a million rows


def pgbench(url: str, seconds: int, clients: int) -> float:
    """Transactions a second of simple-update: one UPDATE, one SELECT, one INSERT, one COMMIT."""
    tool = max(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))
    base = [str(tool), url]
    subprocess.run([*base[:1], "-i", "-q", "-s", str(SCALE), url], check=True, capture_output=True)
    done = subprocess.run(
        [str(tool), "-N", "-c", str(clients), "-j", "2", "-T", str(seconds), url], check=True, capture_output=True, text=True,
    )  # fmt: skip
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found, done.stdout
    return float(found[1])


def rate(seconds: int, clients: int, lines: int, batch: int) -> float:
    """Transfers a second of so many processes."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(clients) as pool:
        jobs = [(number, seconds, lines, batch) for number in range(clients)]
        return sum(pool.map(client, jobs)) / seconds


def compare(reports: Sequence[tuple[str, Callable[[], Any]]], use: Callable[[str], None], rounds: int) -> bool:  # fmt: skip
    """Print each report's median over few and over many; whether every ratio is within the limit."""
    good = True
    print(f"{'报表':　<10}{'少(ms)':>10}{'多(ms)':>10}{'比':>8}")
    for name, report in reports:
        times: dict[str, list[float]] = {"few": [], "many": []}
        for turn in range(rounds + 1):
            for size, taken in times.items():
                use(size)
                report() if turn == 0 else None
                began = time.perf_counter()
                report()
                taken.append(time.perf_counter() - began)
        few, many = (median(times[size][1:]) * 1000 for size in ("few", "many"))
        fine = many / few <= MOST_RATIO
        good &= fine
        print(f"{name:　<10}{few:>10.2f}{many:>10.2f}{many / few:>8.2f}{'' if fine else '  OVER'}")
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--few", type=int, default=10_000)
    parser.add_argument("--many", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=15)
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duixian.config.settings")
    from tests import memory  # noqa: PLC0415

    memory.ROOM = 2**63  # a commit must wait for the disk, as it does in the district
    from tests import postgres  # noqa: PLC0415 - says where the server will be

    try:
        postgres._cluster.start()
        return _measured(chosen, postgres._cluster.url)
    finally:
        postgres._cluster.stop()


def _measured(chosen: argparse.Namespace, url: str) -> int:
    import django  # noqa: PLC0415

    django.setup()
    from bench.ledger import posting  # noqa: PLC0415

    posting.prepare(lines=200)
    print(f"{chosen.clients} clients, {chosen.seconds} s each; every commit synced")
    own = pgbench(url, chosen.seconds, chosen.clients)
    for name, lines, batch in (("一个热账户", 1, 1), ("二百个账户", 200, 1), ("热账户，每批一百笔", 1, 100)):  # fmt: skip
        found = rate(chosen.seconds, chosen.clients, lines, batch)
        print(f"{name:　<12}{found:>10,.0f} 笔/秒，为 pgbench 的 {found / own:.2f}")
    print(f"{'pgbench -N':<18}{own:>10,.0f} 事务/秒")
    use = posting.sized(few=chosen.few, many=chosen.many)
    good = compare(posting.REPORTS, use, chosen.rounds)
    use("many")
    began = time.perf_counter()
    found = posting.verified()
    print(f"{found}，{time.perf_counter() - began:.1f} 秒")
    return 0 if good and found.endswith("相符") else 1


if __name__ == "__main__":
    raise SystemExit(main())

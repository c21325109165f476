"""Every page with 100 applications beside the same page with 100,000 (and 300,000 files): queries, and medians as ratios.

python -m bench.web [--few 100] [--many 100000] [--rounds 15]

Two processes take turns, page by page, so that a busy machine slows both alike. SQLite by default; with
`--postgresql` both databases are made in a PostgreSQL that the bench starts. The rows are kept in .local/bench
until the tables change.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[2]
MOST_QUERIES, MOST_RATIO = 15, 1.5
PAGES = (
    ("首页", "-", "/"), ("批次列表", "-", "/rounds/"), ("批次", "-", "/rounds/{round}/"),
    ("我的单位", "applicant", "/my/"), ("我的申报", "applicant", "/my/applications/"),
    ("任务清单", "applicant", "/my/applications/{draft}/"), ("费用明细", "applicant", "/my/applications/{draft}/lines/"),
    ("其他支持", "applicant", "/my/applications/{draft}/support/"),
    ("材料", "applicant", "/my/applications/{draft}/evidence/"), ("核对", "applicant", "/my/applications/{draft}/check/"),
    ("回执", "applicant", "/my/applications/{filed}/receipt/"), ("消息", "applicant", "/messages/"),
    ("单位资料", "applicant", "/my/enterprise/"), ("工作台", "centre", "/office/"),
    ("中心的待办", "centre", "/office/cases/"), ("中心的申报", "centre", "/office/cases/?list=all"), ("案卷", "centre", "/office/cases/{filed}/"),
    ("单位核验", "centre", "/office/registrations/"), ("已通过的注册", "officer", "/office/registrations/?state=verified"),
    ("查注册", "officer", "/office/registrations/?state=all&q={code}"),
    ("查注册很多", "officer", "/office/registrations/?state=all&q=科技"), ("申报单位", "centre", "/office/enterprises/"),
    ("待办", "officer", "/office/cases/"), ("待审定", "approver", "/office/cases/"),
    ("办结", "officer", "/office/cases/?list=closed"), ("全部申报", "officer", "/office/cases/?list=all"), ("按状态", "officer", "/office/cases/?state=submitted"),
    ("查两个字", "officer", "/office/cases/?q=明心"), ("查编号", "officer", "/office/cases/?q=BENCH-0000042"),
    ("查单位两个字", "officer", "/office/enterprises/?q=明心"), ("查单位很多家", "officer", "/office/enterprises/?q=科技"),
    ("查很多件", "officer", "/office/cases/?q=平台"), ("申报第三页", "officer", "/office/cases/?list=all&page=3"), ("账号", "admin", "/office/accounts/"),
    ("查账号", "admin", "/office/accounts/?q=经纬"), ("运行状态", "-", "/status/"), ("批次（工作人员）", "officer", "/office/rounds/"),
    ("形式审查", "centre", "/office/cases/{filed}/examine/"), ("信用核查", "officer", "/office/cases/{filed}/credit/"),
    ("重复支持", "officer", "/office/cases/{filed}/overlaps/"), ("核定", "officer", "/office/cases/{filed}/amounts/"),
    ("实地核查", "officer", "/office/cases/{filed}/visits/"), ("专家评审", "officer", "/office/cases/{filed}/panel/"),
    ("拟定和决定", "officer", "/office/cases/{filed}/proposal/"), ("公示和异议", "officer", "/office/cases/{filed}/objections/"),
    ("已办", "officer", "/office/cases/?list=done"), ("企业综合表", "officer", "/office/sheets/{firm}/"),
    ("单位", "officer", "/office/enterprises/{firm}/"), ("信用登记", "officer", "/office/credit/"),
    ("查信用很多", "officer", "/office/credit/?q=科技"), ("查信用", "officer", "/office/credit/?q={code}"),
    ("信用记录", "officer", "/office/credit/{record}/"), ("信用来源", "officer", "/office/credit/sources/"),
    ("历次资助", "officer", "/office/earlier/"), ("中心的历次资助", "centre", "/office/earlier/"),
    ("查历次资助很多", "officer", "/office/earlier/?q=科技"), ("查历次资助", "officer", "/office/earlier/?q={code}"),
    ("一笔历次资助", "officer", "/office/earlier/{grant}/"), ("单位变更", "officer", "/office/changes/"),
    ("一件变更", "officer", "/office/changes/{change}/"), ("文书", "officer", "/office/letters/"),
    ("查文书很多", "officer", "/office/letters/?q=科技"), ("查文书", "officer", "/office/letters/?q=明心"),
    ("一件文书", "officer", "/office/letters/{letter}/"), ("公示", "-", "/notices/"), ("一则公示", "-", "/notices/{notice}/"),
    ("公示（工作人员）", "officer", "/office/notices/"), ("消息很多", "applicant", "/messages/"),
)  # fmt: skip


@cache
def made_by() -> str:
    """What the rows depend on, as a name: the tables' and the filling's text."""
    sources = [*ROOT.glob("src/duixian/*/migrations/*.py"), *ROOT.glob("bench/web/*rows.py")]
    text = b"".join(path.read_bytes() for path in sorted(sources))
    return hashlib.sha256(text).hexdigest()[:16]


class Looker:
    """A process with a database of its own."""

    def __init__(self, size: int, url: str) -> None:
        local = ROOT / ".local" / "bench" / f"web-{'postgresql' if url else 'sqlite'}-{size}"
        if not (local / made_by()).exists():
            shutil.rmtree(local, ignore_errors=True)
        local.mkdir(parents=True, exist_ok=True)
        (local / made_by()).touch()
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "duixian.config.settings",
            "DUIXIAN_LOCAL": str(local),
        }
        if url:
            (local / "bench.json").unlink(missing_ok=True)
            environment["DATABASE_URL"] = url
        command = [sys.executable, "-m", "bench.web.looker", str(size)]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.known: dict[str, str] = self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the process ended; its error is above"
        found: dict[str, Any] = json.loads(line)
        return found

    def look(self, who: str, address: str) -> dict[str, Any]:
        assert self.process.stdin is not None
        print(who, address.format(**self.known), file=self.process.stdin, flush=True)
        return self._answer()

    def stop(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=30)


def compare(few: Looker, many: Looker, rounds: int) -> bool:
    """Print the table; whether every limit holds."""
    good = True
    print(f"{'页面':　<12}{'查询':>6}{'少(ms)':>10}{'多(ms)':>10}{'比':>8}")
    for name, who, address in PAGES:
        few.look(who, address), many.look(who, address)
        pairs = [(few.look(who, address), many.look(who, address)) for _ in range(rounds)]
        times = [median(pair[side]["seconds"] for pair in pairs) * 1000 for side in (0, 1)]
        queries = max(one["queries"] for pair in pairs for one in pair)
        ratio = times[1] / times[0]
        fine = queries <= MOST_QUERIES and ratio <= MOST_RATIO
        good &= fine
        print(
            f"{name:　<12}{queries:>6}{times[0]:>10.1f}{times[1]:>10.1f}{ratio:>8.2f}{'' if fine else '  OVER'}"
        )
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=100)
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--postgresql", action="store_true")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        urls = ["", ""]
        if chosen.postgresql:
            from tests import postgres  # noqa: PLC0415 - says where a server will be

            for number, cluster in enumerate((postgres._cluster, postgres.Cluster())):
                stack.callback(cluster.stop)
                cluster.start()
                urls[number] = cluster.url
        lookers = [
            Looker(size, url) for size, url in zip((chosen.few, chosen.many), urls, strict=True)
        ]
        for one in lookers:
            stack.callback(one.stop)
        print(
            f"{chosen.few:,} / {chosen.many:,} applications; {chosen.rounds} rounds; {'PostgreSQL' if urls[0] else 'SQLite'}"
        )
        return 0 if compare(lookers[0], lookers[1], chosen.rounds) else 1


if __name__ == "__main__":
    raise SystemExit(main())

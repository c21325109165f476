"""What the command prints, where, and with which exit status."""

import io
import json
import sys
from pathlib import Path

import pytest

from duixian import __version__
from duixian.cli import main

POLICY = "putuo-2024-3"
FOLDER = Path(__file__).resolve().parents[2] / "policies" / POLICY
GOOD = {
    "id": "c1", "on": "2026-03-02", "measure": "compute", "facts": {"compute_cost": "20000000.00"},
    "applicant": {"kind": "enterprise", "registered_on": "2025-03-01", "arrived_on": None, "field": "ai", "breaches": []},
}  # fmt: skip

Ran = tuple[int, str, str]


class Shell:
    """Runs the command in this process and gives (exit status, standard output, standard error)."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch, self.capfd = monkeypatch, capfd

    def __call__(self, *words: str, stdin: bytes = b"") -> Ran:
        self.monkeypatch.setattr(sys, "argv", ["duixian", *words])
        self.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main()
        said = self.capfd.readouterr()
        code = ended.value.code
        return (code if isinstance(code, int) else 0), said.out, said.err


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capfd)


def test_help_is_in_chinese(shell: Shell) -> None:
    status, out, _ = shell("--help")
    assert status == 0
    assert "用法：" in out
    assert "命令:" in out
    assert "逐行测算申报" in out
    assert "Show this message" not in out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["measures"], "没有命令 measures"), (["assess"], "缺少参数 file"), (["match", "--polic"], "没有选项 --polic"),
        (["version", "x"], "多余的参数 x"), (["serve", "--port", "a"], "--port 的值不能接受"), (["serve", "--port"], "--port"),
    ],
)  # fmt: skip
def test_a_misused_command_says_so_in_chinese_and_ends_with_2(
    shell: Shell, words: list[str], says: str
) -> None:
    status, out, err = shell(*words)
    assert (status, out) == (2, "")
    assert says in err
    assert "用法不对" in err


def test_no_command_shows_the_help(shell: Shell) -> None:
    status, _, err = shell()
    assert status == 2
    assert "用法：" in err


def test_the_version_is_printed(shell: Shell) -> None:
    assert shell("version") == (0, f"duixian {__version__}\n", "")


def test_a_port_out_of_range_is_refused(shell: Shell) -> None:
    status, _, err = shell("serve", "--port", "99999")
    assert status == 1
    assert "99999" in err


def test_lines_are_answered_in_order_and_blank_ones_passed_over(shell: Shell) -> None:
    lines = f"\ufeff{json.dumps(GOOD)}\r\n\n{{\n{json.dumps(GOOD)}".encode()
    status, out, _ = shell("assess", "-", stdin=lines + b"\n\xff\xfe\n")
    answers = [json.loads(line) for line in out.splitlines()]
    assert status == 1
    assert [answer.get("ceiling") for answer in answers] == ["5000000.00", None, "5000000.00", None]
    assert "UTF-8" in answers[3]["error"]


def test_all_good_lines_of_a_file_end_with_0(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "claims.jsonl").write_text(json.dumps(GOOD), "utf-8")
    status, out, err = shell("assess", str(tmp_path / "claims.jsonl"))
    assert (status, err) == (0, "")
    assert json.loads(out)["status"] == "eligible"


@pytest.mark.parametrize(
    "words", [["assess", "/nowhere"], ["match", "/nowhere", "x"], ["policy", "show", "nothing"]]
)
def test_what_is_not_there_is_named_and_ends_with_1(shell: Shell, words: list[str]) -> None:
    status, out, err = shell(*words)
    assert (status, out) == (1, "")
    assert words[1] in err or words[2] in err


def test_a_good_policy_passes_the_check(shell: Shell) -> None:
    status, out, _ = shell("policy", "check", str(FOLDER))
    assert status == 0
    assert "17个事项" in out


def test_a_bad_folder_fails_the_check_with_file_and_line(shell: Shell, tmp_path: Path) -> None:
    status, _, err = shell("policy", "check", str(tmp_path))
    assert status == 1
    assert "policy.md:1:" in err


def test_policies_are_listed_and_shown(shell: Shell) -> None:
    assert POLICY in shell("policy", "show")[1]
    guide = shell("policy", "show", POLICY)[1]
    assert "三（六） 智能算力资助" in guide
    assert "## 定义" in guide
    assert json.loads(shell("policy", "show", POLICY, "--json")[1])["id"] == POLICY
    assert len(json.loads(shell("policy", "show", "--json")[1])) == 1


def test_a_policy_is_compared_with_itself_and_with_a_changed_one(
    shell: Shell, tmp_path: Path
) -> None:
    assert "没有差别" in shell("policy", "diff", POLICY, str(FOLDER))[1]
    newer = tmp_path / "newer"
    newer.mkdir()
    for name in ("source.txt", "policy.md", "questions.md"):
        text = (
            (FOLDER / name)
            .read_text("utf-8")
            .replace("2026-12-31", "2027-12-31")
            .replace("2026年12月31日", "2027年12月31日")
        )
        (newer / name).write_text(text, "utf-8")
    status, out, _ = shell("policy", "diff", POLICY, str(newer))
    assert status == 0
    assert "有效期：2025年1月1日至2026年12月31日 → 2025年1月1日至2027年12月31日" in out
    assert (
        json.loads(shell("policy", "diff", POLICY, str(newer), "--json")[1])[0]["what"] == "有效期"
    )


def test_the_schema_is_json(shell: Shell) -> None:
    assert json.loads(shell("policy", "schema", POLICY)[1])["required"] == [
        "on",
        "measure",
        "applicant",
    ]


@pytest.mark.parametrize(
    "words",
    [
        ["policy", "show"],
        ["policy", "show", "x"],
        ["policy", "diff", "a", "b"],
        ["policy", "schema"],
    ],
)
def test_a_library_with_faults_is_told_with_its_lines(
    shell: Shell, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "policy.md").write_text("多余", "utf-8")
    monkeypatch.setenv("DUIXIAN_POLICIES", str(tmp_path))
    status, _, err = shell(*words)
    assert status == 1
    assert "source.txt:1:" in err
    assert shell("assess", "-", stdin=b"{}")[0] == 1


def test_an_output_folder_that_is_not_there_is_named(shell: Shell, tmp_path: Path) -> None:
    given = tmp_path / "in.parquet"
    given.write_bytes(b"not parquet")
    status, _, err = shell("match", str(given), str(tmp_path / "no" / "out.parquet"))
    assert status == 1
    assert "请先建好" in err
    status, _, err = shell("match", str(given), str(tmp_path / "out.parquet"))
    assert status == 1
    assert "不能作为 Parquet 文件读取" in err

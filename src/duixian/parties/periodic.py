"""The periodic jobs about the trail, personal data and stored files, which are known from here up."""

from datetime import time

from duixian.audit import heads
from duixian.files import store
from duixian.outbox.jobs import job
from duixian.parties import damage, privacy


@job("trail.head", "留痕签名", daily_at=time(0, 10))
def sign_head() -> str:
    """A signed head each day at least."""
    heads.daily()
    return "已签名"


@job("privacy.retention", "到期信息清理", daily_at=time(2, 30))
def retention() -> str:
    """Personal data that has served its purpose goes."""
    gone = privacy.keep_no_longer()
    return f"清理{sum(gone.values())}项"


@job("files.sweep", "无主文件清理", daily_at=time(3))
def sweep_files() -> str:
    """Bytes that no row names go."""
    try:
        return f"清理{store.sweep()}个"
    except FileNotFoundError:  # nothing was ever stored here
        return "清理0个"


@job("files.recheck", "受损文件复核", daily_at=time(3, 30))
def recheck_files() -> str:
    """Files found damaged are opened again: whole ones were brought back from a backup."""
    whole, damaged = damage.recheck()
    return f"已恢复{whole}个，仍受损{damaged}个"

"""What may be done against a letter: 行政复议, 行政诉讼 (domain.md, reading 13), and the review by the office itself."""

from dataclasses import dataclass

from duixian.letters.body import Body

RECONSIDER_DAYS = 60  # 行政复议法 (2023) 第二十条
SUE_MONTHS = 6  # 行政诉讼法 第四十六条
SUE_AFTER_DAYS = 15  # 行政诉讼法 第四十五条


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """The sentences; `review` is empty where the office does not examine once more."""

    law: str
    review: str = ""


def remedy(body: Body, letter: str, *, review_days: int = 0) -> Remedy:
    """The remedies against a letter of this name (“决定书”) by this body; `review_days` working days for 复核, 0: none."""
    law = (
        f"如对本{letter}不服，可以自知道本{letter}之日起{RECONSIDER_DAYS}日内，依法向{body.government}申请行政复议；"
        f"也可以自知道本{letter}之日起{SUE_MONTHS}个月内，依法向{body.court}提起行政诉讼。"
        f"对行政复议决定不服的，可以自收到行政复议决定书之日起{SUE_AFTER_DAYS}日内向人民法院提起行政诉讼。"
        f"复议、诉讼期间，除法律另有规定外，本{letter}不停止执行。"
    )
    review = (
        f"也可以先自送达之日起{review_days}个工作日内，向{body.name}申请复核一次；复核期间本{letter}不停止执行，"
        "也不改变申请行政复议、提起行政诉讼的期限。"
    )
    return Remedy(law=law, review=review if review_days else "")

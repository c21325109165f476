"""The rounds desk."""

from tests.access.bodies.body import SELF, Body, day
from tests.applications.cast import POLICY

FORMS: dict[str, Body] = {
    "office-round-new": Body(page=SELF, typed=lambda world, thing: {
        "policy": POLICY, "title": "再一批", "opens_on": day(30), "closes_on": day(60),
    }),
    "office-round-section": Body(page=SELF, typed={"notes": "请提前准备材料"}),
    "office-round-measure": Body(page=SELF, typed={"notes": "以年度为单位"}),
    "office-round-decide": Body(page="office-round-review", typed={"publish": "on"}),
    "office-round-propose": Body(),
    "office-round-take-back": Body(),
    "office-round-repin": Body(),
    "office-round-clone": Body(),
    "office-round-discard": Body(),
    "office-amendment-new": Body(page=SELF, query="?part=basics", typed={"reason": "补充", "basics--notes": "新的须知"}),
    "office-amendment-decide": Body(page="office-amendment", typed={"approve": "1"}),
}  # fmt: skip

"""probe"""

import collections, sys, re, traceback
from tests.access import addresses, asking
from tests.access.world import WORDS, SIDED

KINDS = [
    (r"^round(-|$)", ["已发布批次编号", "起草批次编号"]),
    (r"^(policy|measure|policy-.*|calculator-measure|result|result-pdf|api:.*)$", ["政策"]),
    (r"^office-amendment(-decide)?$", ["修改公告"]),
    (r"^office-round-(decide|review|take-back)", ["待审批次"]),
    (r"^office-(round-clone|amendment-new)", ["已发布批次"]),
    (r"^office-round-(section|measure|propose|repin|discard)", ["起草批次"]),
    (r"^office-round", ["起草批次"]),
    (r"^filing-start", ["已发布批次事项"]),
    (r"^office-case", ["申报草稿", "代录草稿", "已提交申报"]),
    (r"^office-(registration|licence)", ["单位注册", "加入申请"]),
    (r"^office-(enterprise|reveal)$", ["申报单位"]),
    (r"^office-(person|grant|revoke|lock)$", ["人员"]),
    (r"^office-grant-decide", ["待确认授权"]),
    (r"^enterprise-registration$", ["本人的注册"]),
    (r"^enterprise-(hand-over|remove)$", ["同事"]),
    (r"^enterprise-revoke$", ["邀请"]),
    (r"^enterprise-answer$", ["加入申请"]),
    (r"^enterprise-invitation$", ["邀请链接"]),
    (r"^messages-read$", ["消息"]),
    (r"^(filing|evidence)", ["申报草稿", "代录草稿", "已提交申报"]),
    (r"^mfa", ["通行密钥"]),
    (r"^openid", ["单点登录"]),
    (r"^account_", ["邮箱链接"]),
]


def kinds(a):
    if not a.params:
        return ["-"]
    for p, k in KINDS:
        if re.search(p, a.name):
            return k
    raise SystemExit(a.name)


def test_probe(built):
    import pickle, time, os

    door = asking.Door(built)
    res = []
    want = os.environ.get("ONLY")
    t = time.perf_counter()
    n = 0
    for a in addresses.every():
        if want and not re.search(want, a.name):
            continue
        try:
            ks = kinds(a)
        except SystemExit:
            print("NOKIND", a)
            continue
        for k in ks:
            for m in asking.METHODS:
                for th in asking.given_of(k, built.things):
                    for who in (
                        door.everybody(th)
                        if m in ("GET", "POST")
                        else ["owner_a", "officer", "centre_a", "admin", "nobody"]
                    ):
                        n += 1
                        try:
                            with asking.undone():
                                r = door.ask(who, m, a, th)
                                o = asking.outcome(r)
                                st = r.status_code
                                loc = r.headers.get("Location", "")
                        except Exception as e:
                            o = "crash"
                            st = repr(e)[:80]
                            loc = ""
                            print("CRASH", a.name, k, m, who, st)
                        res.append(
                            (
                                a.name,
                                a.route,
                                k,
                                m,
                                who,
                                th.side,
                                th.person,
                                o,
                                st,
                                loc,
                                sorted(asking.words_of(who, th)),
                            )
                        )
    pickle.dump(res, open("/tmp/h-access/res.pkl", "wb"))
    print(n, time.perf_counter() - t)

"""probe"""
import collections, sys, re, traceback
from tests.access import addresses, asking
from tests.access.world import WORDS, SIDED
KINDS=[
 (r"^round(-|$)", ["已发布批次编号","起草批次编号"]),
 (r"^(policy|measure|policy-.*|calculator-measure|result|result-pdf|api:.*)$", ["政策"]),
 (r"^office-amendment(-decide)?$", ["修改公告"]),
 (r"^office-(round|amendment)", ["起草批次","待审批次","已发布批次"]),
 (r"^office-(registration|licence)", ["单位注册","加入申请"]),
 (r"^office-(enterprise|reveal)$", ["申报单位"]),
 (r"^office-(person|grant|revoke|lock)$", ["人员"]),
 (r"^office-grant-decide", ["待确认授权"]),
 (r"^enterprise-registration$", ["本人的注册"]),
 (r"^enterprise-(hand-over|remove)$", ["同事"]),
 (r"^enterprise-revoke$", ["邀请"]),
 (r"^enterprise-answer$", ["加入申请"]),
 (r"^enterprise-invitation$", ["邀请链接"]),
 (r"^messages-read$", ["消息"]),
 (r"^(filing|evidence)", ["申报草稿","代录草稿","已提交申报"]),
 (r"^mfa", ["通行密钥"]), (r"^openid", ["单点登录"]), (r"^account_", ["邮箱链接"]),
]
def kinds(a):
    if not a.params: return ["-"]
    for p,k in KINDS:
        if re.search(p,a.name): return k
    raise SystemExit(a.name)
def test_probe(built):
    door=asking.Door(built)
    out=open("/tmp/h-access/observed.txt","w")
    import time
    t=time.perf_counter(); n=0
    for a in addresses.every():
        for k in kinds(a):
            rows=collections.defaultdict(dict)
            for m in asking.METHODS:
                for th in asking.given_of(k,built.things):
                    for who in [asking.ANYBODY,*door.clients]:
                        n+=1
                        with asking.undone():
                            r=door.ask(who,m,a,th)
                            o=asking.outcome(r)
                            rows[m].setdefault(f"{o}:{r.status_code}",[]).append(f"{who}{'/'+th.side if th.side else ''}{'/'+th.person if th.person else ''}")
            print("##",a.name,a.route,k,file=out)
            for m,d in rows.items():
                for o,w in d.items(): print("   ",m,o,len(w),' '.join(w) if len(w)<len(door.clients) else 'ALL',file=out)
            out.flush()
    print(n,time.perf_counter()-t)

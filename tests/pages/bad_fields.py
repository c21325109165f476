"""What people and attackers type, by kind of field: (what it is, what is sent, whether it may be accepted)."""

from tests.parties.cast import credit_code, identity

Case = tuple[str, str, bool]

VALID, OTHERS = credit_code(310), credit_code(311)

CODES: list[Case] = [
    ("17 signs", VALID[:-1], False),
    ("19 signs", VALID + "0", False),
    ("bad check digit", VALID[:-1] + ("1" if VALID[-1] != "1" else "2"), False),
    ("letters that are never used", "9131010IOSVZ000000"[:18], False),
    ("lower case", VALID.lower(), True),
    ("full width", "".join(chr(ord(sign) + 0xFEE0) for sign in VALID), True),
    ("inner space", f"{VALID[:6]} {VALID[6:]}", True),
    ("hyphens", f"{VALID[:8]}-{VALID[8:16]}-{VALID[16:]}", True),
    ("zero width", f"{VALID[:6]}\u200b{VALID[6:]}", False),
    ("old 15 digits", "310107000000001", False),
    ("another firm's", OTHERS, True),  # which leads to a claim
]

NUMBERS: list[Case] = [
    ("letters", "6222ABCD0000", False),
    ("7 digits", "1234567", False),
    ("33 digits", "1" * 33, False),
    ("lost to a spreadsheet", "6.22E+18", False),
    ("trailing tab", "1001234567890123456\t", True),
    ("right to left", "1001234567890123456\u202e", False),
]
HOLDERS: list[Case] = [
    ("homoglyph", "上海云帆（集团）有限公司".replace("云", "\u2fe7"), False),
    ("another name", "上海云帆有限公司", False),
    ("a person's", "王经理", False),
]

IDENTITIES: list[Case] = [
    ("bad check", identity(311)[:-1] + ("1" if identity(311)[-1] != "1" else "2"), False),
    ("15 digits", "310107800101003", False),
    ("30 February", "310107198002300037", False),
    ("x", next(identity(n) for n in range(1, 99) if identity(n)[-1] == "X").lower(), True),
]
PHONES: list[Case] = [("+86", "+86 138-0013-8000", True), ("12 digits", "138001380001", False)]

DATES: list[Case] = [
    ("30 February", "2026-02-30", False),
    ("day first", "31/12/2026", False),
    ("24:00", "2025-12-31T24:00", False),
    ("epoch", "1767225600000", False),
    ("year 0", "0000-01-01", False),
    ("year 9999", "9999-12-31", False),
    ("tomorrow", "2026-03-03", False),
    ("four years", "2021-01-01至2025-01-01", False),
    ("time zone", "2026-01-01T00:00-12:00", False),
    ("in words", "二零二六年一月一日", False),
]

AMOUNTS: list[Case] = [
    ("below nothing", "-1", False),
    ("nothing", "0", True),
    ("below a fen", "0.001", False),
    ("exponent", "1e3", False),
    ("NaN", "NaN", False),
    ("Infinity", "Infinity", False),
    ("thousands", "1,000", True),
    ("full width", "１００", True),
    ("in words", "一百万", False),
    ("hexadecimal", "0x10", False),
    ("underscore", "1_000", False),
    ("beyond a double", "9007199254740993", False),
    ("2^63", str(2**63), False),
    ("30 digits", "9" * 30, False),
    ("blanks around", " 5 ", True),
    ("wan", "5.00万", True),
]

# (what, sent, accepted as a name, accepted as free text)
TEXTS: list[tuple[str, str, bool, bool]] = [
    ("empty", "", False, False),
    ("blanks", " \u3000 ", False, False),
    ("U+0000", "甲\0乙", False, False),
    ("lone surrogate", "甲\ud800乙", False, True),  # arrives as U+FFFD
    ("1 MB", "x" * 2**20, False, False),
    ("4 bytes", "𠮷野", True, True),
    ("emoji joined", "👨\u200d👩\u200d👧", False, True),
    ("combining", "e" + "\u0301" * 1000, False, False),
    ("script", "<script>alert(1)</script>", False, True),
    ("braces", "{{7*7}}", False, True),
    ("tag", "{%debug%}", False, True),
    ("dollar", "${7*7}", False, True),
    ("SQL", "' OR 1=1--", False, True),
    ("formula", "=cmd|' /C calc'!A0", False, True),
    ("header", "甲\r\nSet-Cookie: a=b", False, True),
    ("escape", "\x1b[31m红", False, False),
    ("path", "../../", False, True),
    ("decomposed", "Cafe\u0301 有限公司", True, True),
]

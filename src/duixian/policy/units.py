"""Units of measure: 元, 平方米, 天 …, multiplied and compared, so that unlike things never mix."""

Unit = tuple[tuple[str, int], ...]

PLAIN: Unit = ()
YUAN: Unit = (("元", 1),)
YEAR: Unit = (("年", 1),)

# The counting words that every policy may use; it declares others under 单位.
WORDS = (
    "平方米",
    "个月",
    "小时",
    "卡时",
    "元",
    "年",
    "月",
    "天",
    "日",
    "人",
    "家",
    "个",
    "件",
    "台",
    "项",
    "次",
    "场",
)
_SAME = {"日": "天", "个月": "月"}


def unit(text: str) -> Unit:
    """Read 元 · 平方米 · 元/平方米/天: words divided by words."""
    head, *rest = text.split("/")
    return times(_single(head), *(per(_single(word)) for word in rest))


def _single(word: str) -> Unit:
    return ((_SAME.get(word, word), 1),) if word else PLAIN


def times(*units: Unit) -> Unit:
    """The unit of a product."""
    powers: dict[str, int] = {}
    for one in units:
        for word, power in one:
            powers[word] = powers.get(word, 0) + power
    return tuple(sorted((word, power) for word, power in powers.items() if power))


def per(one: Unit) -> Unit:
    """The unit of a divisor."""
    return tuple((word, -power) for word, power in one)


def name(one: Unit) -> str:
    """As a message says it: 元/平方米/天; 无单位 for none."""
    above = [word for word, power in one for _ in range(power)]
    below = [word for word, power in one for _ in range(-power)]
    return "/".join(["·".join(above) or ("1" if below else "无单位"), *below])

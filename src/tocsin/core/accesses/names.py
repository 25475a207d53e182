"""The surname in a name, as far as it can be told."""

# Surnames of two characters that are borne by many; a name of two characters has one of one.
WRITTEN = """
欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政
濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 令狐 百里 呼延 东郭
"""
DOUBLE = frozenset(WRITTEN.split())
DOT = "·"
SHORTEST_WITH_DOUBLE = 3


def surname_of(name: str) -> str:
    """Take the surname out of a name: Chinese names begin with it, others are left out.

    >>> surname_of("马巡"), surname_of("欧阳明"), surname_of("王女士"), surname_of("Lin Yu")
    ('马', '欧阳', '王', '')
    """
    written = name.strip()
    if not written or not "\u4e00" <= written[0] <= "\u9fff" or DOT in written:
        return ""
    double = len(written) >= SHORTEST_WITH_DOUBLE and written[:2] in DOUBLE
    return written[:2] if double else written[:1]

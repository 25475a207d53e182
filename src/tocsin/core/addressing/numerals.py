"""Chinese numerals read as numbers, whether counted or said figure by figure."""

FIGURES = {
    sign: value
    for value, signs in enumerate(
        ["零〇", "一幺", "二两", "三", "四", "五", "六", "七", "八", "九"]
    )
    for sign in signs
}
RANKS = {"十": 10, "百": 100, "千": 1000}
SIGNS = "".join((*FIGURES, *RANKS))


def number_of(numeral: str) -> int:
    """Read a numeral below ten thousand, or figures said one by one.

    >>> number_of("二十三"), number_of("一零二"), number_of("十"), number_of("两千一百零八")
    (23, 102, 10, 2108)
    """
    if not any(sign in RANKS for sign in numeral):
        return int("".join(str(FIGURES[sign]) for sign in numeral) or "0")
    total, figure = 0, 0
    for sign in numeral:
        if sign in FIGURES:
            figure = FIGURES[sign]
        else:
            total += (figure or 1) * RANKS[sign]
            figure = 0
    return total + figure

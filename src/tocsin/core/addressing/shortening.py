"""What people call a place when they do not say its whole name.

The words are those of public life everywhere in the country; what only one county says belongs in
its register, as an alias.
"""

import re
from collections.abc import Iterator

BANKS = {
    "中国工商银行": ("工商银行", "工行"),
    "中国农业银行": ("农业银行", "农行"),
    "中国建设银行": ("建设银行", "建行"),
    "中国银行": ("中行",),
    "交通银行": ("交行",),
    "中国邮政储蓄银行": ("邮政储蓄", "邮储银行", "邮储"),
    "农村信用合作联社": ("农村信用社", "信用社"),
    "农村信用合作社": ("农村信用社", "信用社"),
    "农村商业银行": ("农商银行", "农商行"),
}
CHAINS = {
    **BANKS,
    "中国石油": ("中石油",),
    "中国石化": ("中石化",),
    "中国移动": ("移动公司", "移动"),
    "中国联通": ("联通公司", "联通"),
    "中国电信": ("电信公司", "电信"),
    "中国邮政": ("邮政", "邮局"),
    "肯德基": ("kfc",),
    "国家电网": ("供电公司", "电力公司"),
}
OFFICES = {
    "人力资源和社会保障局": ("人社局", "社保局"),
    "住房和城乡建设局": ("住建局", "建设局"),
    "农业农村局": ("农业局",),
    "交通运输局": ("交通局",),
    "市场监督管理局": ("工商局", "市场监管局", "市监局"),
    "自然资源局": ("国土局", "自然资源"),
    "卫生健康局": ("卫健局", "卫生局"),
    "应急管理局": ("应急局",),
    "烟草专卖局": ("烟草局", "烟草公司"),
    "供电所": ("电力",),
    "综合行政执法局": ("城管局", "执法局"),
    "退役军人事务局": ("退役军人局",),
    "生态环境局": ("环保局",),
    "文体广电和旅游局": ("文旅局", "文化局"),
    "人民政府": ("政府",),
    "人民法院": ("法院",),
    "人民检察院": ("检察院",),
    "公安局交通警察大队": ("交警队", "交警大队"),
    "税务局": ("国税局", "地税局", "税务"),
    "客运中心": ("汽车站", "车站", "客运站"),
    "客运站": ("汽车站", "车站"),
    "政务服务中心": ("政务大厅",),
    "职业教育中心": ("职教中心", "职中"),
    "职业技术学校": ("职校",),
    "妇幼保健院": ("妇保院", "妇幼院", "妇幼"),
    "妇幼保健计划生育服务中心": ("妇保院", "妇幼"),
    "中医医院": ("中医院",),
    "疾病预防控制中心": ("疾控中心",),
    "第一人民医院": ("县医院", "市医院", "人民医院"),
    "人民医院": ("县医院", "市医院", "医院"),
    "卫生室": ("卫生所", "卫生站"),
    "卫生院": ("医院",),
    "清真寺": ("寺",),
    "文化广场": ("广场",),
    "人民广场": ("广场",),
    "大桥": ("桥",),
    "实验小学": ("实小",),
    "实验中学": ("实中",),
    "实验幼儿园": ("实验园",),
    "高级中学": ("高中",),
    "初级中学": ("初中", "中学"),
    "敬老院": ("养老院",),
    "养老服务中心": ("养老院", "敬老院"),
    "殡仪馆": ("火葬场",),
}
EVERYDAY = (*OFFICES.items(), *CHAINS.items())
NUMBERED_SCHOOL = re.compile(r"第([一二三四五六七八九十]+)(小学|中学|幼儿园|医院)")
SCHOOL_OF = re.compile(r"(.)[^第]?(小学|中学)\Z")
SCHOOL = {"小学": "小", "中学": "中", "幼儿园": "幼", "医院": "院"}
TRADES = ("大药房", "药房", "速递", "快递", "家电", "超市", "书店", "物流", "餐厅", "酒店")
RANK = re.compile(r"[省市县区旗]\Z")
CROSSING = re.compile(r"(.+?[路街巷道线])[与和及、](.+?[路街巷道线])十字\Z")
ESTATE = re.compile(
    r"(?:小区|公寓|花园|家园|嘉园|名邸|华府|新村|家属院|家属楼|广场|[一-鿿]?苑|大厦|庄园|山庄|华庭|府邸|佳苑|家苑|新城|新区|公馆|雅居|豪庭)\Z"
)
COMMITTEE = re.compile(r"(?:居民委员会|居委会|(?<=村)(?:村民)?委员?会|村民委员会|村委会)\Z")
RANK_FIRST = re.compile(r"\A[市县区旗](?=..)")
STREET_WORD = re.compile(r"(?:路|街|巷|大道|道)\Z")


def short_forms(name: str, homes: tuple[str, ...] = ()) -> list[str]:
    """List what else a place may be called, shortest forms last.

    Parameters
    ----------
    name
        The registered name in normalised form.
    homes
        The short names of the county and other places that it lies in and may be named after.

    Examples
    --------
    >>> short_forms("中国工商银行华亭兴合支行", ("华亭",))
    ['中国工商银行', '工商银行', '工行', '工商银行华亭兴合支行', '工行华亭兴合支行']
    >>> short_forms("华亭市第一中学", ("华亭",))
    ['第一中学', '华亭第一中学', '一中', '华亭一中']
    >>> short_forms("解放路与东大街十字")
    ['东大街与解放路十字', '解放十字', '东大十字']
    """
    forms = dict.fromkeys(
        [*_crossing(name), *_village(name), *_branch(name, homes), *_local(name, homes)]
    )
    forms.pop(name, None)
    return [form for form in forms if len(form) > 1]


def cut_forms(name: str, homes: tuple[str, ...] = ()) -> list[str]:
    """Say what is left of an estate's name when the word for its kind is left away.

    >>> cut_forms("安康小区"), cut_forms("华亭实小家属院", ("华亭",)), cut_forms("东大街")
    (['安康'], ['华亭实小', '实小'], [])
    """
    estate = ESTATE.search(name)
    if estate is None:
        return []
    cut = name[: estate.start()]
    local = [cut.removeprefix(home) for home in homes if cut.startswith(home)]
    return [form for form in dict.fromkeys([cut, *local]) if len(form) > 1]


def _crossing(name: str) -> Iterator[str]:
    """Name a crossing in the other order, and by each of its roads alone."""
    found = CROSSING.match(name)
    if found is None:
        return
    first, second = found[1], found[2]
    yield f"{second}与{first}十字"
    for street in (first, second):
        yield f"{STREET_WORD.sub('', street)}十字"


def _village(name: str) -> Iterator[str]:
    """Name a village or a neighbourhood instead of its committee."""
    found = COMMITTEE.search(name)
    if found is not None and found.start() > 1:
        yield name[: found.start()]


def _branch(name: str, homes: tuple[str, ...]) -> Iterator[str]:
    """Name a branch of a chain by the chain alone: what stands before the county in its name."""
    for home in homes:
        begin = name.find(home)
        if begin > 1:
            brand = name[:begin]
            yield brand
            yield from CHAINS.get(brand, ())
            for trade in TRADES:
                if brand.endswith(trade) and len(brand) > len(trade) + 1:
                    yield brand.removesuffix(trade)
            return


def _local(name: str, homes: tuple[str, ...]) -> Iterator[str]:
    """Leave the county away, and use the everyday word for an office."""
    rest, home = name, ""
    for one in homes:
        if name.startswith(one) and len(name) > len(one) + 2:
            rest, home = RANK_FIRST.sub("", name[len(one) :]), one
            break
    if home:
        yield rest
        yield home + rest
    for short in _everyday(rest):
        yield short
        if home:
            yield home + short


def _everyday(name: str) -> Iterator[str]:
    yield from _school(name)
    for whole, shorts in EVERYDAY:
        if whole not in name:
            continue
        for short in shorts:
            yield name.replace(whole, short)


def _school(name: str) -> Iterator[str]:
    numbered = NUMBERED_SCHOOL.search(name)
    if numbered is not None:
        yield name.replace(numbered[0], numbered[1] + SCHOOL[numbered[2]])
        return
    named = SCHOOL_OF.match(name)
    if named is not None:
        yield named[1] + SCHOOL[named[2]]

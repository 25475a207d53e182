"""What the columns of other people's registers are called, in Chinese and in English."""

CODE, PARENT, LEVEL, NAME, LON, LAT, ALIASES = (
    "id", "parent_id", "level", "name", "lon", "lat", "aliases",
)  # fmt: skip
# The levels that a sheet may have a column for each, the largest first, and their headings.
LEVELS = {
    "prov": "省 省份 province",
    "city": "市 地市 地级市 city",
    "county": "县 区县 县区 县市 县市区 county",
    "town": "乡镇 乡镇街道 镇 街道 town township",
    "village": "村 村社区 社区 行政村 village community",
    "group": "组 村民小组 社 小组 group",
    "street": "路 街 街路巷 道路 街道名 街路 street road",
    "street_no": "门牌 门牌号 号 housenumber number street_no",
    "compound": "小区 院落 小区名称 compound estate",
    "building": "楼 楼栋 楼号 幢 building",
    "unit": "单元 单元号 unit",
    "room": "室 房间 房号 户室 room",
    "poi": "单位 单位名称 场所 poi place",
}
OTHERS = {
    CODE: "id 编号 编码 代码 地址编码 地址代码 code",
    PARENT: "parent_id parent 上级 上级编号 上级编码 上级代码 父级",
    LEVEL: "level 级别 类型 层级",
    NAME: "name 名称 地名 名字",
    LON: "lon lng longitude x 经度 东经",
    LAT: "lat latitude y 纬度 北纬",
    ALIASES: "aliases alias 别名 又名 俗称",
}
KNOWN = {
    heading: column
    for columns in (LEVELS, OTHERS)
    for column, headings in columns.items()
    for heading in (column, *headings.split())
}


def columns_in(first_row: list[str]) -> list[str]:
    """Say which column stands below each heading; "" where that is not known.

    >>> columns_in(["乡镇", "门牌号", "经度 ", "备注"])
    ['town', 'street_no', 'lon', '']
    """
    return [KNOWN.get(heading.strip().lstrip("\ufeff").casefold(), "") for heading in first_row]

"""A small register to ask about: a town with streets, an estate, villages and a numbered road."""

from tocsin.core.addressing.building import build_index
from tocsin.core.addressing.index import AddressIndex
from tocsin.core.addressing.register import read_register
from tocsin.core.addressing.resolving import Resolver

ROWS = [
    ("county", "", "county", "华亭市", "106.650", "35.210", ""),
    ("town", "county", "town", "东华镇", "106.650", "35.210", ""),
    ("other", "county", "town", "安口镇", "106.800", "35.250", ""),
    ("street", "town", "street", "解放路", "106.651", "35.211", ""),
    ("twin", "other", "street", "解放路", "106.801", "35.251", ""),
    ("door", "street", "street_no", "12号", "106.652", "35.211", ""),
    ("twins-door", "twin", "street_no", "30号", "106.803", "35.251", ""),
    ("estate", "door", "compound", "安康小区", "106.652", "35.212", ""),
    ("building", "estate", "building", "3号楼", "106.652", "35.2121", ""),
    ("unit", "building", "unit", "2单元", "106.652", "35.2121", ""),
    ("room", "unit", "room", "501室", "106.652", "35.2121", ""),
    ("bank", "door", "poi", "中国建设银行华亭解放支行", "106.6521", "35.211", ""),
    ("school", "street", "poi", "华亭市第一中学", "106.653", "35.211", "老一中"),
    ("crossing", "town", "junction", "解放路与东大街交叉口", "106.650", "35.211", ""),
    ("village", "other", "village", "峡口村", "106.820", "35.260", ""),
    ("group-3", "village", "group", "三社", "106.821", "35.261", "李家湾"),
    ("group-4", "village", "group", "四社", "106.823", "35.263", ""),
    ("house", "group-3", "rural_house", "7号", "106.8211", "35.2611", ""),
    ("road", "county", "road", "G8513平绵高速", "106.700", "35.200", "G8513"),
    ("post-71", "road", "km", "K71+000", "106.700", "35.200", ""),
    ("post-72", "road", "km", "K72+000", "106.710", "35.200", ""),
]  # fmt: skip


def county(*more: tuple[str, ...], without: frozenset[str] = frozenset()) -> AddressIndex:
    return build_index(read_register([row for row in [*ROWS, *more] if row[0] not in without]))


def resolver(*more: tuple[str, ...], without: frozenset[str] = frozenset()) -> Resolver:
    return Resolver(county(*more, without=without))


def first(asked: Resolver, text: str) -> str:
    found = asked.resolve(text).found
    return asked.index.id_of(found[0].node) if found else ""

"""What of a caller's words may become another name of a place: nothing that tells of people."""

import re
import unicodedata
from enum import StrEnum

from tocsin.core.addressing.characters import plain
from tocsin.core.addressing.numerals import FIGURES
from tocsin.core.addressing.relative import Relation, heard

SHORTEST, LONGEST = 2, 30
# More figures in a row than a house, a room or a road has: a telephone or an identity card.
FIGURE = rf"[\d{''.join(FIGURES)}]"
MANY_FIGURES = re.compile(rf"{FIGURE}{{7,}}|(?:{FIGURE}[-\s.]*){{10,}}")
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][-·\s]?[a-z0-9]{5,6}"
    r"(?![a-z0-9])"
)
SPEAKER = re.compile(r"[我你您他她咱俺]")
# The names that most families bear; a title behind one of them means somebody.
FAMILIES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻苏潘葛范彭郎鲁韦马苗方"
    "俞任袁柳史唐费岑薛雷贺倪汤罗毕郝安常于傅齐康伍余顾孟黄穆萧尹姚邵汪毛米戴宋庞熊纪舒屈项祝董梁杜"
    "阮蓝闵席季强贾路江童颜郭梅林刁钟徐邱骆高夏蔡田樊胡凌霍万柯管卢莫房缪解应宗丁邓洪包左石崔吉龚程"
    "邢裴陆荣翁曲侯段巴焦谷车宫宁仇甘武刘景詹龙叶司黎薄白蒲卓蔺池乔牛边尚温庄晏柴瞿阎慕茹习艾向古易"
    "廖耿匡文寇欧聂曾关肖付闫冉"
)
TITLES = (
    "先生|女士|小姐|师傅|老板|老师|大夫|医生|书记|主任|村长|队长|社长|局长|经理"
    "|大爷|大娘|大妈|大叔|大哥|大姐|大嫂|奶奶|爷爷|婶|叔|姨|嫂"
)
TITLED = re.compile(rf"[{FAMILIES}][㐀-鿿]{{0,2}}(?:{TITLES})")
KIN = re.compile(
    r"爸|妈|爹|婆婆|丈人|舅|姑姑|邻居|亲戚|儿子|女儿|媳妇|老婆|老公|男人|朋友|同学|同事"
)
# Behind these a home is nobody's: an inn, a shop, everybody's.
NO_FAMILY = "如全宜酒皇国专人农大公厂商店买卖世作自居行当回搬分"
HOME = re.compile(
    rf"(?<=[㐀-鿿])(?<![{NO_FAMILY}])家(?:的)?"
    r"(?:大?门|门?[口前上]|屋|院|里|跟前|房|老宅|对门|隔壁|旁边|附近|楼[上下]|地里|这|那|\Z)"
)
# Houses of the people of a factory or a school, and villages that end like a family's yard.
NO_HOME = re.compile(r"家(?:属|[院房门里]村)")
BETWEEN_SENTENCES = re.compile(r"[,;!?、。]")


class Unfit(StrEnum):
    """Why words become no other name of a place."""

    NOTHING_LEFT = "nothing_left"
    TOO_LONG = "too_long"
    TELLS_OF_PEOPLE = "tells_of_people"
    FIGURES_OF_PEOPLE = "figures_of_people"
    SAYS_WHERE = "says_where"
    SENTENCE = "sentence"


def other_name(text: str) -> str | Unfit:
    """Take the other name of a place out of a caller's words, or say why there is none.

    What is said around a name is cut off. Words that name a family, a person or the speaker, or
    hold a telephone, a plate or a number of a card, are no name of a place; neither are words that
    say where the place lies to another one.

    Examples
    --------
    >>> other_name("喂，我在老供销社这里"), other_name("东门老汽车站")
    ('老供销社', '东门老汽车站')
    >>> other_name("李家门口").value, other_name("张三家").value, other_name("建行对面").value
    ('tells_of_people', 'tells_of_people', 'says_where')
    """
    said = heard(text)
    whole = plain(text)
    words = said.words.strip()
    if MANY_FIGURES.search(whole) or PLATE.search(whole):
        return Unfit.FIGURES_OF_PEOPLE
    if said.householder or tells_of_people(words) or is_home(whole):
        return Unfit.TELLS_OF_PEOPLE
    if said.relation is not Relation.AT or said.metres is not None:
        return Unfit.SAYS_WHERE
    if BETWEEN_SENTENCES.search(words):
        return Unfit.SENTENCE
    if len(name_key(words)) < SHORTEST:
        return Unfit.NOTHING_LEFT
    return Unfit.TOO_LONG if len(words) > LONGEST else _as_written(text, whole, words)


def tells_of_people(words: str) -> bool:
    """Say whether words name a person, a relation or whoever speaks.

    Examples
    --------
    >>> [tells_of_people(words) for words in ("王师傅修车铺", "我单位", "王家沟", "解放路")]
    [True, True, False, False]
    """
    return any(pattern.search(words) for pattern in (TITLED, KIN, SPEAKER))


def is_home(words: str) -> bool:
    """Say whether words name the home of a family rather than a hamlet or a shop called after one.

    Examples
    --------
    >>> [is_home(words) for words in ("老李家", "张三家院子里", "李家饭店", "四中家属院", "如家")]
    [True, True, False, False, False]
    """
    return HOME.search(NO_HOME.sub("", words.rstrip(" ,.!?;:呢啊呀嘛哦"))) is not None


def name_key(words: str) -> str:
    """Write words so that the same name is the same key however it was written.

    >>> name_key("Ｇ344 老收費站"), name_key("老收费站。")
    ('g344老收费站', '老收费站')
    """
    return "".join(filter(str.isalnum, plain(words)))


def _as_written(text: str, whole: str, words: str) -> str:
    """Give the words with their capitals, as they were written."""
    written = unicodedata.normalize("NFKC", text)
    at = whole.find(words)
    if at < 0 or len(written) != len(whole):
        return words
    return written[at : at + len(words)]

"""Words that say nothing of what is wanted: who types "the export of H20", "DeepSeek news" or "tin mới nhất về VinFast"
wants headlines that need not hold them.

Rules: they count for nothing only in plain words, where no name or idea claims them (Bank of America, BBC News), and
only beside others that do count.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.watch.phrases import Atom, atoms

_ENGLISH = """
a about an and any are as at between by for from in into is its latest latest-news latest-updates news of on or the
their to versus vs was with alert-me-about alert-me-when all-about everything-about i-want i-want-news-about
notify-me-about notify-me-when show-me tell-me tell-me-about updates-about updates-on what-is who-is
Corp corp GmbH Inc inc LLC llc Ltd ltd PLC plc
"""
_VIETNAMESE = """
các cho cho-tôi-biết-về của hoặc là là-gì mới-nhất những ở tại theo-dõi thông-báo-khi-có thông-tin-về tin tin-mới tin-về
tin-mới-nhất tin-tức tình-hình trong từ và về với đến
"""
_HAN = """
新闻 消息 最新 最新消息 最新新闻 最新动态 最新进展 最新情况 动态 资讯 报道 相关 相关新闻 关于 有关 以及
关注 帮我关注 我想关注 什么 什么是 跟踪 订阅
"""
_SOMEBODY = """
agency brand brands club clubs companies company firm firms giant giants group groups maker makers manufacturer operator
player players producer provider star stars startup startups
công-ty cầu-thủ câu-lạc-bộ doanh-nghiệp hãng ngôi-sao tập-đoàn 企业 俱乐部 公司 厂商 品牌 巨头 明星 球员 球星 选手
"""
_ANOTHER = """
acting adviser aide candidate deputy designate elect ex former incoming late new next nominee outgoing successor vice
cựu kế-nhiệm mới nguyên phó tiền-nhiệm trợ-lý tân ứng-viên 前 前任 副 候任 候选人 助理 已故 新 新任 继任 继任者
"""
_NEW = frozenset(["mới", "new", "newest", "upcoming", "新", "新款"])
_FILLERS = frozenset(tuple(words.split("-")) for words in (_ENGLISH + _VIETNAMESE).split())
_OTHERS = frozenset(words.replace("-", " ") for words in _ANOTHER.split())
_HEADS = frozenset(words.replace("-", " ") for words in _SOMEBODY.split())
_LONGEST = max(map(len, _FILLERS))
_RUNS = frozenset(_HAN.split())


def filler(ahead: Sequence[Atom]) -> int:
    """How many of the words ahead are one; 0: none. A capital makes a single word a name ("The Who")."""
    raw = tuple(atom.raw for atom in ahead[:_LONGEST])
    for size in range(len(raw), 1, -1):
        if tuple(map(str.lower, raw[:size])) in _FILLERS:
            return size
    return 1 if raw[:1] in _FILLERS else 0


def says_nothing(text: str) -> bool:
    """Whether all of some words are such words."""
    found, at = atoms(text), 0
    while at < len(found):
        size = filler(found[at:])
        if not size:
            return False
        at += size
    return True


def is_newness(raw: str) -> bool:
    """Whether a word says no more of a product than that it is new."""
    return raw in _NEW


def is_filler(run: str) -> bool:
    """Whether a run of Han is one."""
    return run in _RUNS


def is_somebody(text: str) -> bool:
    """Whether words say only that one of a kind is meant: the maker of robot maker, the star of tennis star."""
    return text.lower() in _HEADS


def is_another(text: str) -> bool:
    """Whether words say that another is meant than who holds an office: a former, a new, a deputy, a candidate."""
    return text.lower() in _OTHERS

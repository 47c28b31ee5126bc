"""Titles without what outlets hang on them ("- Reuters", "UPDATE 2-", "快讯", "Cập nhật"), and how they speak.

Rules: raw text in, raw text out; case is kept, since names are told by it. Something is always left: a title that is
all trimmings stays as it is. `manner` tells by its words whether a title reports one event and whether it has
happened.
"""

from __future__ import annotations

import re
import unicodedata

from bot.core.model import Entry

ALONE = "alone"  # a roundup, a live blog, a digest: never the report of one event
OPINION = "opinion"  # asks, explains, advises, lists
AHEAD = "ahead"  # what may or will come
HALTED = "halted"  # what was begun is stopped, put off or taken back
BELATED = "belated"  # that was so before, and is told as what came first: "launches after a delay"
LAUNCHED = "launched"  # it can be had from now on
ANSWERED = "answered"  # somebody answers, denies, condemns or excuses what was before
MARKET = "market"  # prices of a session, filings of funds: one template for many events

LONGEST = 1000  # characters of a title that are looked at


def _words(*alternatives: str) -> re.Pattern[str]:
    """English between word edges; the other languages anywhere: their words have no edges that a pattern knows. All in
    small letters: a pattern that takes both is several times slower than lowering the title first."""
    english, *others = alternatives
    return re.compile("|".join((rf"\b(?:{english})\b", *others)))


_PREFIX = re.compile(
    r"""^\s*(?:
        [\[【(（「][^\]】)）」]{1,16}[\]】)）」]\s*
      | (?:update|corrected|refile|wrapup|factbox|exclusive|breaking)\s*\d*\s*[-–—:|]\s*
      | (?:breaking\ news|just\ in|watch|reports?|sources?|official|rumou?r|analysis|opinion|video|poll|scoop)\s*[:|]\s*
      | (?:cập\ nhật|nóng|mới\ nhất|tin\ nóng|video|độc\ quyền|infographic)\s*[:|–-]\s*
      | (?:快讯|快訊|突发|突發|独家|獨家|最新(?:消息)?|重磅|消息[称稱]|外媒|视频|業界|业界)\s*[|｜:：丨·!！]\s*
      | (?-i:[A-Z]{2,5}:\s+(?=[A-Z]))                       # a ticker: "NVDA: Nvidia rises"
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_TAIL = re.compile(r"^(?P<head>.{8,}?)\s*(?:\s[-–—|·•]{1,2}\s|[|｜丨_])\s*(?P<tail>[^-–—|｜丨_]{2,40})$", re.DOTALL)
_HASHTAGS = re.compile(r"(?:\s+#\w+)+\s*$")
_HOST = re.compile(r"(?i)(?:[\w-]+\.)+[a-z]{2,6}")
_OUTLET = re.compile(
    r"(?:网|新闻|日报|时报|社|财经|新浪|搜狐|网易|腾讯|凤凰|報|新聞|News|Times|Post|Journal|Reuters|Bloomberg|AP|BBC|CNN|CNBC|AFP"
    r"|Tribune|Herald|Gazette)$"
    r"|^(?:WSJ|NPR|MSNBC|IGN|CNET|ZDNET|USA Today|The Guardian|The Telegraph|The Independent|Business Insider"
    r"|Yahoo Finance|CNN Business|MarketWatch|Barron.s|The Motley Fool|Investor.s Business Daily|TheStreet"
    r"|Seeking Alpha|Benzinga|TipRanks|Investopedia|Kiplinger|Forbes|Fortune|The Economist|Axios|Politico|Semafor"
    r"|The Hill|Al Jazeera|Nikkei Asia|TechCrunch|VentureBeat|The Verge|Engadget|WIRED|Ars Technica|Gizmodo|Mashable"
    r"|The Register|The Information|PCMag|PC Gamer|Tom.s Hardware|MacRumors|9to5Mac|Android Authority|Phoronix"
    r"|VideoCardz|CoinDesk|Cointelegraph)$"
    r"|^Báo\s"
)
_MANNERS = {
    ALONE: _words(
        r"live (?:updates?|blog|coverage)|as it happened|things to (?:know|watch)|what to know today"
        r"|stocks? to (?:watch|buy)|week in review|top (?:stories|headlines)|podcast|newsletter"
        r"|(?:morning|evening|daily|weekly|weekend) (?:briefing|brief|round-?up|digest|recap|update|report|buzz)"
        r"|(?:news|markets?|tech|earnings) (?:round-?up|wrap|recap|digest|briefing)"
        r"|stocks? making the biggest|(?:midday|premarket) movers|daybreak|show hn|ask hn|ai daily",
        "早报|晚报|日报：|周报|早知道|一周要闻|要闻|直播|速览|播客|汇总|合集|周刊|新闻联播|早間|晚間新聞|懶人包",
        "điểm tin|bản tin|tin (?:sáng|tối|nhanh|tức 24h)|trực tiếp",
        "[^;；][;；][^;；]+[;；]",  # several items in one title
    ),
    OPINION: _words(
        r"should you|best|how to|reviews?|guide|prediction|forecast|opinion|why|how|what|vs|top \d+"
        r"|\d+ (?:best|stocks|ways|things|reasons)|is it|buy|here.s|explained|need to know|deep dive|hands-on|i|my",
        "如何|怎么|为什么|为何|何以|盘点|解读|观察|深度|启示|背后|什么|谁|吗|一文",
        r"vì sao|tại sao|\bcách|thế nào|\bgì\b|\bnên\b",
    ),
    AHEAD: _words(
        r"preview|what to expect|poised|set to|expect(?:s|ed) to|expects|plans? to|planning"
        r"|to (?:launch|unveil|announce|release|buy|acquire|invest|take|ban|halt|cut)"
        r"|in talks|consider(?:s|ing)?|weigh(?:s|ing)?|could|might|ahead of|upcoming|looms?|braces?|seeks?|wants?"
        r"|(?<!in )(?<!of )(?<!by )(?<!since )may(?! \d|[,.]|$)"  # no month
        r"|nears?|close to|awaits?|if|rumou?r\w*|leak\w*|tipped|proposes?|eye(?:s|ing)",
        "赛前|即将|拟|或|将于|将在|有望|网传|传闻|泄露|曝光|计划|考虑|预计|前瞻|前夕|洽谈",
        r"\bsắp|nhận định|dự kiến|có thể|cân nhắc|chuẩn bị|trước thềm|tin đồn|rò rỉ|\bmuốn|lên kế hoạch|\bsẽ\b",
    ),
    HALTED: _words(
        r"halt(?:s|ed|ing)?|suspend(?:s|ed)?|stops?|stopped|pauses?|paused|pull(?:s|ed)|scrap(?:s|ped)|cancel(?:s|l?ed)?"
        r"|delay(?:s|ed)?|recall(?:s|ed)?|postpone[sd]?|withdraw(?:s|n)?|withdrew|shelve[sd]?|push(?:es|ed)? back",
        "停产|停售|停止|暂停|叫停|中止|取消|推迟|延期|延后|跳票|召回|下架|撤回|搁置",
        r"\bdừng\b|\bngừng\b|\bngưng\b|\bhoãn\b|\blùi (?:ngày|thời điểm|lịch)\b|\bhủy\b|\bthu hồi\b|\bđình chỉ\b",
    ),
    LAUNCHED: _words(
        r"(?:is|are) (?:now |finally |officially |here and )?(?:out(?! of)|here|live|available)"
        r"|now (?:available|live)|available now|(?:goes|went) live|has (?:arrived|landed)|open for download",
        "来了|登场|开放下载|开放使用|全面开放",
        r"\bđã có mặt\b|\bchính thức có mặt\b|\blên kệ\b|\bđã ra mắt\b|\bcho tải về\b",
    ),
    ANSWERED: _words(
        r"respond(?:s|ed)?|response to|repl(?:ies|ied)|react(?:s|ed)?|(?:hit|fire|push|clap)s? back|slam(?:s|med)?"
        r"|blast(?:s|ed)?|rebukes?|critici[sz]e[sd]?|condemn(?:s|ed)?|den(?:ies|ied)|refute[sd]?|rebut(?:s|ted)?"
        r"|defend(?:s|ed)?|apologi[sz]e[sd]?|breaks? (?:\w+ )?silence",
        "回应|回應|回击|反击|反驳|驳斥|否认|道歉|致歉|谴责|批评|抨击|怒斥|炮轰|澄清|辟谣",
        r"phản hồi|lên tiếng|phản ứng|phản pháo|đáp trả|bác bỏ|phủ nhận|xin lỗi|chỉ trích|lên án",
    ),
    MARKET: _words(
        r"stock market (?:today|news|crash\w*)|stocks? in focus|stocks to|inc|llc|dow|s&p|nasdaq|futures"
        r"|(?:positions?|shares?|stake|holdings|stock)"
        r" (?:in|of|acquired|sold|purchased|bought|lowered|lifted|boosted|trimmed|cut|raised|position|holdings)",
        "收盘|收评|午评|早盘|盘后|a股|美股|港股|三大指数",
        "vn-index|chứng khoán",
    ),
}  # fmt: skip

_FILING = (  # of a fund: "Acme Capital LLC buys 900 shares of Wafer Corp $WAFR"
    re.compile(r"\$[a-z]{1,5}\b"),
    re.compile(r"\b(?:shares?|stakes?|positions?|holdings?)\b"),
    re.compile(r"\b(?:llc|l\.p\.|advisors?|advisers?|wealth|capital|asset management|financial services|partners)\b"),
)
_BEFORE = re.compile(  # what a title tells as past
    r"(?<!^)\b(?:after|following|despite|sau|bất chấp)\b[^,:;]*"
    r"|^(?:after|following|despite|sau)\b[^,:;]*,|^[^，,：:；;]{2,}?后"
)


def clean(entry: Entry) -> str:
    """The title without prefixes and the outlet's name, with white space collapsed and width variants unified."""
    title = " ".join(unicodedata.normalize("NFKC", entry.title[:LONGEST]).split())
    for _ in range(3):
        shorter = _HASHTAGS.sub("", _PREFIX.sub("", title, count=1))
        shorter = _without_outlet(shorter, entry.outlet)
        if shorter == title or len(shorter) < 4:
            break
        title = shorter
    return title


def _without_outlet(title: str, outlet: str) -> str:
    found = _TAIL.match(title)
    return found["head"] if found and _names_outlet(found["tail"].strip(), outlet) else title


def _names_outlet(tail: str, outlet: str) -> bool:
    """Whether what stands after the last dash is a publisher: the entry's outlet, a host, or what is named like one."""
    known, said = _letters(outlet), _letters(tail)
    if known and said and (said in known or known in said):
        return True
    return bool(_HOST.fullmatch(tail) or _OUTLET.search(tail))


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def manner(title: str) -> frozenset[str]:
    """How a title speaks: any of ALONE, OPINION, AHEAD, HALTED, BELATED, LAUNCHED, ANSWERED, MARKET."""
    title = title[:LONGEST].lower()
    found = {name for name, pattern in _MANNERS.items() if pattern.search(title)}
    if "?" in title or "？" in title:
        found.add(OPINION)
    if all(part.search(title) for part in _FILING):
        found.add(ALONE)
    if HALTED in found and not _MANNERS[HALTED].search(_BEFORE.sub(" ", title)):
        found.add(BELATED)
    return frozenset(found)

"""False alarms: terms of every kind on headlines that have nothing to do with them.

A headline is a stranger to a term when it lacks every trace of it: the stems of its names in Latin, Han and
Vietnamese. Traces are wide on purpose (any "chip" is a trace of a chip ban), so that whatever matches without one is
wrong beyond doubt.
"""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from collections.abc import Iterator
from hashlib import sha1
from pathlib import Path

from bot.core.model import Entry
from bot.core.watch import TermIndex
from bot.lexicon import load_lexicon

COUNT = 27_600
_SHARE = 20  # a headline in so many is taken, by its hash
TRACES = {
    "DeepSeek V4": r"deep.?seek|深度求索",
    "Huawei Ascend": r"ascend|昇[腾騰]|升[腾騰]|910[bc]",
    "H20 export": r"h.?20",
    "Nvidia H200": r"h.?200",
    "GPT-5": r"gpt",
    "Switch 2": r"switch|任天堂",
    "PlayStation 5": r"play.?station|ps.?5",
    "Ryzen 9": r"ryzen|锐龙|銳龍",
    "F-35": r"f.?35",
    "Model Y": r"model.?y",
    "Kimi K2": r"kimi|k2",
    "CVE-2026-12345": r"cve",
    "SMIC": r"smic|中芯",
    "ASML": r"asml|阿斯[麦麥]|艾司摩[尔爾]",
    "Moderna": r"moderna|莫德[纳納]",
    "VinFast": r"vinfast|vin fast",
    "Jensen Huang": r"huang|仁[勋勳]|老[黄黃]|nvidia.{0,3} ceo|ceo.{0,5} nvidia|英伟达ceo",  # his office means him
    "Christine Lagarde": r"lagarde|拉加德",
    "Phạm Nhật Vượng": r"phạm nhật vượng|pham nhat vuong",
    "任正非": r"任正非|ren zhengfei",
    "BIS": r"bis|b\.i\.s|工业与安全局|安全局|国际清算|商务部",
    "OPEC": r"opec|欧佩克|石油输出国|油国组织|輸出國",
    "chip ban": r"chip|semicon|[芯晶]片|半[导導][体體]|bán dẫn|nvidia|英[伟偉]達|英伟达|gpu|[a-z]\d{2,3}\b|华为|集成",
    "rare earth": r"rare|earth|稀土|đất hiếm",
    "tsunami": r"tsunami|tidal wave|海[啸嘯]|sóng thần",
    "bird flu": r"flu\b|avian|h5n|禽流|cúm",
    "giấy phép xuất khẩu": r"licen|permit|授权|许可|許可|批准|牌照|执照|giấy phép|cấp phép",
    "cháy rừng": r"fire|山火|野火|林火|森林|cháy rừng|rừng",
    "玻璃基板": r"glass|玻璃|kính",
}


def strangers(pool: Path) -> Iterator[Entry]:
    """COUNT headlines of the pool, the same in every run. Raises OSError where a file of the pool cannot be read."""
    left = COUNT
    for number, language in enumerate(("en", "zh", "vi")):
        share = left // (3 - number)
        left -= share
        with gzip.open(pool / f"headlines_{language}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for item in map(json.loads, lines):
                if share and sha1(item["title"].encode(), usedforsecurity=False).digest()[0] % _SHARE == 0:
                    share -= 1
                    yield Entry("bench", "", item["title"], summary=item.get("summary") or "", language=language)


def false_alarms(pool: Path) -> list[tuple[str, Entry]]:
    """Every term that matched a stranger to it, with the headline."""
    index = TermIndex(TRACES, load_lexicon())
    traces = {term: re.compile(trace, re.IGNORECASE) for term, trace in TRACES.items()}
    return [
        (match.term, entry)
        for entry in strangers(pool)
        for match in index.match(entry)
        if not traces[match.term].search(unicodedata.normalize("NFC", f"{entry.title}\n{entry.summary}"))
    ]

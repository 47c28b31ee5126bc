"""A small lexicon for the tests, queries of every kind, and words that news about them is made of."""

from __future__ import annotations

from functools import cache

from bot.core.model import Entry
from bot.core.watch import Form, Item, Lexicon, Links, Told, pack

TERMS = ("DeepSeek V4", "华为", "re:/h[0-9]+/", "cấm", "expor* -ban", "chip NEAR/3 sale")
WORDS = (
    "Nvidia",
    "H20",
    "export",
    "chip",
    "sells",
    "Huawei",
    "V4",
    "DeepSeek",
    "bán",
    "出口",
    "深度求索",
    "H200",
    "report",
    "华为",
    "ban",
    "Meta",
)


def item(id: str, kind: str, *forms: str | Form, maker: str = "", broader: tuple[str, ...] = ()) -> Item:
    """An item; plain strings are plain forms."""
    return Item(id, kind, tuple(Form(f) if isinstance(f, str) else f for f in forms), maker, broader)


@cache
def lexicon() -> Lexicon:
    """Firms, products, people, ideas and common words enough for the cases here; made once, as nothing changes it."""
    huawei = frozenset({"huawei"})
    packed = pack(
        [
            item("huawei", "firm", "Huawei", "华为"),
            item("ascend", "product", Form("Ascend", case=True), "昇腾", Form("升腾", near=huawei), maker="huawei"),
            item("deepseek", "firm", "DeepSeek", "深度求索"),
            item("nvidia", "firm", "Nvidia", "英伟达", "輝達"),
            item("amd", "firm", "AMD", "Advanced Micro Devices"),
            item("blackwell", "product", "Blackwell", "B200", "GB200", maker="nvidia"),
            item("h20", "product", "H20", maker="nvidia"),
            item("glm", "product", Form("GLM", case=True)),
            item("j-35", "product", "J-35", "J-35A", "歼-35"),
            item("g7", "org", Form("G7", "en"), "七国集团"),
            item("seven-and-i", "firm", "7-Eleven", "Seven & i", "7-11"),
            item("g20", "org", Form("G20", "en"), Form("20国集团", "zh")),
            item("falcon-9", "product", Form("Falcon 9", "en"), Form("猎鹰9", "zh")),
            item("dota-2", "product", Form("Dota 2", "en"), Form("刀塔", "zh")),
            item("qwen", "product", Form("Qwen", "en"), Form("Qwen3", "en"), Form("千问", "zh")),
            item("swift", "person", "Taylor Swift", "泰勒·斯威夫特"),
            item("samsung-sdi", "firm", "Samsung SDI", "三星SDI"),
            item("gallium", "material", "Gallium", "镓"),
            item("kimi", "product", Form("Kimi", case=True, near=frozenset({"moonshot"}))),
            item("moonshot", "firm", "Moonshot", "月之暗面"),
            item("jensen-huang", "person", "Jensen Huang", "黄仁勋"),
            item("moodys", "firm", "Moody's", "穆迪"),
            item("tencent", "firm", "Tencent", "腾讯"),
            item("meta", "firm", Form("Meta", case=True)),
            item("altman", "person", "Altman", Form("奥特曼", unless=frozenset({"toy"}))),
            item("toy", "concept", "toy", "玩具"),
            item("storm", "concept", Form("storm", "en"), Form("bão", "vi", outside=("bão hòa",))),
            item("vulnerability", "concept", Form("CVE", case=True)),
            item("chip", "concept", "chip", "芯片", "晶片"),
            item("export", "concept", "export", "exporter", "出口", "xuất khẩu"),
            item("sale", "concept", "sale", "sell", "销售", "bán"),
            item("licence", "concept", "licence", "license", "giấy phép"),
            item("ban", "concept", Form("ban", "en"), "禁令", "cấm"),
            item("export-ban", "concept", "export ban", broader=("export",)),
        ],
        common=["export", "expert", "report", "chip", "bank", "sell", "descend", "rumour", "launch", "model"],
        links=Links((("chip", "h20"),), (Told("export", "chip", ("sale",)),), (("jensen-huang", "nvidia"),)),
    )
    return Lexicon(packed)


def entry(title: str, summary: str = "", body: str = "", *, url: str = "", language: str = "") -> Entry:
    """An entry with that text."""
    return Entry("https://example.org/feed", title, title, summary=summary, body=body, url=url, language=language)

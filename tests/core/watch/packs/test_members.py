"""What may stand for what a watch asks for: what lies in a place, what is of a kind, who acts for a state, what a firm
makes; and never for what is asked for alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.watch import Form, Lexicon, Links, TermIndex, describe, pack
from tests.core.watch.lexica import entry, item

PACKED = pack(
    [
        item("vietnam", "place", "Vietnam", "越南", "Việt Nam"),
        item("hue", "place", Form("Huế", "vi", case=True), "顺化"),
        item("france", "place", "France", "法国"),
        item("paris", "place", "Paris", "巴黎"),
        item("europe", "place", "Europe", "欧洲"),
        item("us", "place", Form("US", case=True), "America", "美国"),
        item("ohio", "place", "Ohio"),
        item("fda", "agency", "FDA"),
        item("trump", "person", Form("Trump", case=True), "特朗普"),
        item("flood", "concept", Form("flood", "en"), Form("lũ", "vi"), Form("洪水", "zh")),
        item("flash-flood", "concept", Form("flash flood", "en"), Form("lũ quét", "vi"), broader=("flood",)),
        item("tariff", "concept", Form("tariff", "en"), Form("关税", "zh")),
        item("steel-tariff", "concept", Form("steel duty", "en"), broader=("tariff",)),
        item("shooting", "concept", Form("shooting", "en")),
        item("layoff", "concept", Form("layoff", "en"), Form("job cut", "en")),
        item("mass-layoff", "concept", Form("mass dismissal", "en"), broader=("layoff",)),
        item("approval", "concept", Form("approval", "en"), Form("approve", "en")),
        item("lawsuit", "concept", Form("lawsuit", "en"), Form("sue", "en")),
        item("airline", "concept", Form("airline", "en"), Form("航空公司", "zh")),
        item("lufthansa", "firm", "Lufthansa", "汉莎"),
        item("strike", "concept", Form("strike", "en"), Form("罢工", "zh")),
        item("apple", "firm", Form("Apple", case=True), "苹果公司"),
        item("iphone", "product", "iPhone", maker="apple"),
        item("tim-cook", "person", "Tim Cook"),
        item("ceo", "concept", Form("CEO", "en", case=True), Form("首席执行官", "zh")),
        item("openai", "firm", "OpenAI"),
        item("chatgpt", "product", "ChatGPT", maker="openai"),
        item("china", "place", "China", "中国", Form("Chinese", case=True)),
        item("deepseek", "firm", "DeepSeek"),
        item("lenovo", "firm", "Lenovo"),
        item("crrc", "firm", "CRRC"),
        item("locomotive", "concept", "locomotive"),
        item("fuxing", "product", "Fuxing"),
        *(item(f"lab-{n}", "firm", f"Lab {n} Corp") for n in range(8)),
        item("ai-model", "concept", Form("AI model", "en"), Form("大模型", "zh")),
        item("cricket", "concept", "cricket"),
        item("kohli", "person", "Virat Kohli"),
        item("india", "place", "India"),
        item("resignation", "concept", Form("resignation", "en"), Form("leave", "en", beside=True)),
    ],
    links=Links(
        members=(
            ("vietnam", "hue"),
            ("france", "paris"),
            ("europe", "france"),
            ("us", "ohio"),
            ("airline", "lufthansa"),
            ("ai-model", "chatgpt"),
            ("ai-model", "deepseek"),
            *(("ai-model", f"lab-{n}") for n in range(8)),
            ("locomotive", "fuxing"),
            ("ceo", "tim-cook"),
            ("ceo", "trump"),
            ("cricket", "kohli"),
        ),
        stands=(("fda", "us"), ("trump", "us"), ("tim-cook", "apple")),
        deeds=("tariff",),
        corporate=("layoff",),
        homes=(
            *((f"lab-{n}", "us") for n in range(8)),
            ("deepseek", "china"),
            ("lenovo", "china"),
            ("crrc", "china"),
            ("lufthansa", "europe"),
            ("openai", "us"),
            ("kohli", "india"),
        ),
    ),
)
LEXICON = Lexicon(PACKED)
TERMS = (
    "Vietnam flood",
    "Europe flood",
    "France flood",
    "US tariff",
    "Apple lawsuit",
    "airline strike",
    "airline company strike",
    "flood",
    "Paris",
)


def matches(term: str, title: str) -> bool:
    return bool(TermIndex((term,), LEXICON).match(entry(title)))


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("Vietnam flood", "Lũ lên nhanh ở Huế"),
        ("Europe flood", "Paris braces for a flood"),  # of France, of Europe
        ("欧洲洪水", "Paris braces for a flash flood"),
        ("airline strike", "汉莎飞行员罢工"),
        ("US approval", "FDA approves a drug"),
        ("US tariff", "Trump threatens a tariff on films"),
        ("US tariff", "Trump doubles the steel duty"),
        ("US India shooting", "Trump on the shooting in India"),  # so much is asked for that he is who is meant
        ("US France", "Trump is in Paris"),  # what passes between two places
        ("Apple lawsuit", "iPhone buyers file a lawsuit"),
        ("Chinese AI model", "DeepSeek shows an AI model"),  # a kind of which products are known
        ("Chinese locomotive", "CRRC shows a locomotive"),  # nor need it be known for that, where few are
        ("US AI model", "ChatGPT learns to draw"),  # what a firm there makes, and one of the kind
        ("airline company strike", "Strike at Lufthansa"),  # one of the kind is somebody
        ("strike công ty 航空公司", "Strike at Lufthansa"),
        ("US layoff", "OpenAI plans a job cut"),  # what befalls a firm and is news of its state
        ("Europe layoff", "Lufthansa: mass dismissal"),
        ("India cricket", "Virat Kohli to rest"),  # one of the kind, who is at home there
        ("Apple CEO", "Tim Cook to step down"),  # who holds the office
        ("苹果公司首席执行官", "Tim Cook to step down"),
        ("CEO Apple lawsuit", "Tim Cook faces a lawsuit"),
        ("Trump resignation", "Trump may leave"),  # a loose word beside the name that was asked for
        ("airline France resignation", "Lufthansa may leave France"),  # nor beside all of them
        ("India CEO lawsuit", "Lawsuit in India against a CEO"),
        ("India CEO lawsuit", "Trump on a lawsuit in India"),  # so much is asked for
        ("India CEO", "Tim Cook lands in India"),  # who leads a firm, which India is not
        ("flood 9", "Flash flood 9 of the year"),  # a kind with its number
        ("tariff -(Vietnam flood)", "Tariff news; a flood in Huế"),  # what is ruled out is meant as it is said
        ("tariff -@europe", "Tariff on Paris fashion"),
    ],
)
def test_it_stands_for_what_is_asked_for_beside_something_else(term: str, title: str) -> None:
    assert matches(term, title)


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("Vietnam", "Lũ lên nhanh ở Huế"),
        ("airline", "Lufthansa orders aircraft"),
        ("Apple", "iPhone sales rise"),
        ("US shooting", "Trump on the shooting in India"),  # no deed of a state
        ("US Ohio", "Trump is in Ohio"),  # a part of it, not another place
        ("Apple tariff", "Tim Cook on the tariff"),  # who leads a firm is not the firm
        ("Apple OpenAI", "Ask ChatGPT on your iPhone"),  # what they make says nothing of the two
        ("Paris flood", "A flood in France"),  # not the other way round
        ("flash flood", "Flood warning"),
        ("=Vietnam flood", "Lũ lên nhanh ở Huế"),
        ("Chinese AI model", "Lenovo tries ChatGPT"),  # who makes none, and another's
        ("China lawsuit", "DeepSeek faces a lawsuit"),  # what befalls a firm is no news of its state
        ("airline company strike", "An airline strike in May"),  # which the kind alone does not say
        ("airline company", "Lufthansa orders aircraft"),
        ("US layoff", "How ChatGPT explains a layoff"),  # what a firm makes is not at home
        ("India lawsuit", "Virat Kohli faces a lawsuit"),  # what befalls a person is no news of the state
        ("China cricket", "Virat Kohli to rest"),
        ("India", "Virat Kohli to rest"),
        ("Apple CEO", "Trump to step down"),  # another's office
        ("former Apple CEO", "Tim Cook hires a former engineer"),  # who holds it is not who held it
        ("former CEO lawsuit", "Tim Cook on a lawsuit of a former engineer"),
        ("new CEO lawsuit", "Tim Cook on a lawsuit over new glasses"),
        ("Apple CEO", "iPhone sales rise"),
        ("India CEO", "Trump lands in India"),  # who leads another state
        ("Chinese AI model", "ChatGPT answers Lenovo"),  # each stands for half of it
        ("CEO", "Tim Cook to step down"),
        ("@europe", "A flood in Paris"),
        ("@airline", "Lufthansa orders aircraft"),
        ("tariff -flood", "A tariff after the flash flood"),
    ],
)
def test_it_does_not_otherwise(term: str, title: str) -> None:
    assert not matches(term, title)


def _storms(*alone: str) -> Lexicon:
    """Hurricanes and Melissa, which is one; which kinds what is of them stands for whatever else is asked for."""
    items = [
        item("storm", "concept", "storm"),
        item("hurricane", "concept", "hurricane", broader=("storm",)),
        item("melissa", "event", Form("Melissa", case=True)),
        item("jamaica", "place", "Jamaica"),
    ]
    return Lexicon(pack(items, links=Links(members=(("hurricane", "melissa"),), alone=alone)))


@pytest.mark.parametrize("term", ["hurricane", "storm", "@hurricane", "hurricane Jamaica"])
def test_of_some_kinds_what_is_of_them_stands_alone(term: str) -> None:
    index = TermIndex((term,), _storms("hurricane"))
    assert index.match(entry("Melissa nears Jamaica"))


@pytest.mark.parametrize("term", ["hurricane", "storm", "@hurricane"])
def test_of_all_others_it_does_not(term: str) -> None:
    assert not TermIndex((term,), _storms()).match(entry("Melissa nears Jamaica"))


def test_what_stands_alone_rules_nothing_out() -> None:
    index = TermIndex(("Jamaica -hurricane",), _storms("hurricane"))
    assert index.match(entry("Melissa nears Jamaica"))
    assert not index.match(entry("A hurricane nears Jamaica"))


def test_a_kind_of_an_idea_needs_nothing_beside_it() -> None:
    assert matches("flood", "Lũ quét cuốn trôi cầu")


def test_a_member_is_none_of_its_kinds_and_a_kind_stays_one_whatever_else_it_is_a_member_of() -> None:
    packed = pack(
        [
            item("disaster", "concept", "disaster"),
            item("accident", "concept", "accident"),
            item("collision", "concept", "collision", broader=("accident",)),
        ],
        links=Links(members=(("disaster", "accident"), ("disaster", "collision"))),
    )
    index = TermIndex(("disaster", "accident"), Lexicon(packed))
    assert {match.term for match in index.match(entry("Collision on the river"))} == {"accident"}


def test_a_hit_tells_what_stood_for_it() -> None:
    [found] = TermIndex(("Europe flood",), LEXICON).match(entry("Flood in Paris"))
    assert {(hit.slot, hit.how, hit.span.start, hit.span.end) for hit in found.hits} == {
        ("Europe", "member", 9, 14),
        ("flood", "exact", 0, 5),
    }
    [named] = TermIndex(("Europe flood",), LEXICON).match(entry("Flood in Europe"))
    assert named.score > found.score


def test_a_description_tells_them_apart_from_names() -> None:
    assert describe("France flood", LEXICON)[0] == "France: also 法国; or of it Paris"


ONE_FAMILY = ("France flood", "France floods", "FRANCE Flood", "France 洪水", "France lũ", "Flood, Paris")


@given(
    st.lists(st.sampled_from((*TERMS, *ONE_FAMILY)) | st.sampled_from(ONE_FAMILY), max_size=20),
    st.sampled_from(["Lũ ở Huế", "Flood in Paris", "iPhone lawsuit", "Flash floods in France", "Lufthansa strike"]),
)
def test_watches_that_come_and_go_leave_those_that_stay_as_they_were(turned: list[str], title: str) -> None:
    index = TermIndex((), LEXICON)
    watched: set[str] = set()
    for term in turned:
        (index.drop if term in watched else index.add)(term)
        watched ^= {term}
    assert index.match(entry(title)) == TermIndex(sorted(watched), LEXICON).match(entry(title))
    for term in watched:
        index.drop(term)
    assert len(index._vocabulary) == 0
    slots, vocabulary = index._slots, index._vocabulary
    assert not (slots._lives or slots._same or slots._families or slots._likely)
    assert not (slots._members or slots._together or slots._fills or slots._filling)
    assert not (vocabulary._also or vocabulary._ends or vocabulary._halves)

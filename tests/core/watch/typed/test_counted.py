"""One of a row is the same in every language, and no other of the row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.watch import TermIndex
from bot.core.watch.phrases import atoms
from bot.core.watch.typed.counted import counted, in_han
from tests.core.watch.lexica import entry, lexicon


def matches(term: str, title: str) -> bool:
    return bool(TermIndex((term,), lexicon()).match(entry(title)))


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("Dragons season 3", "Dragons third season is here"),
        ("Dragons season 3", "Dragons 第三季开播"),
        ("Dragons season 3", "Dragons第3季开播"),
        ("Dragons season 3", "Dragons mùa 3 lên sóng"),
        ("Dragons third season", "Dragons season 3 trailer"),
        ("Dragons 第3季", "Dragons season 3 trailer"),
        ("Dragons第三季", "Dragons season 3 trailer"),
        ("Dragons mùa thứ ba", "Dragons season 3 trailer"),
        ("metro line 2", "地铁2号线延误"),
        ("metro line 2", "Metro số 2 chạy thử"),
        ("phase 3 trial", "A trial, in its phase III"),
        ("phase two", "Giai đoạn 2 khởi công"),
        ("World War III", "第三次世界大战"),
        ("World War 2", "Chiến tranh thế giới thứ hai"),
        ("bão số 3", "第3号台风登陆"),
        ("article 5", "Điều 5 của hiệp ước"),
        ("tenth grade", "10th grade pupils"),
        ("grade 12", "高三、12年级学生"),
        ("11th round", "第十一轮谈判"),
        ("festival 60th anniversary", "Festival 举行60周年纪念"),
        ("Festival 60周年", "The festival marks its 60th anniversary"),
        ("Festival 60周年", "Festival kỷ niệm 60 năm"),
        ("Dragons flight 10", "Dragons 十飞成功"),
        ("Dragons tenth flight", "Dragons 第10次试飞"),
        ("Dragons flight 10", "Dragons: chuyến bay thử thứ mười"),
        ("third plenum", "三中全会公报"),
    ],
)
def test_it_is_the_same_one(term: str, title: str) -> None:
    assert matches(term, title)


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("Dragons season 3", "Dragons season 30"),
        ("Dragons season 3", "Dragons第三季度营收"),
        ("Dragons season 3", "Dragons第十三季"),
        ("Dragons season 3", "Dragons season 13"),
        ("metro line 1", "地铁11号线"),
        ("part 2", "第二部门"),
        ("episode 2", "第二集团军"),
        ("Dragons season 3", "3 Dragons this season"),
        ("Festival 60周年", "The festival, a hit 60 years ago"),
        ("Dragons flight 10", "Dragons 二十飞"),
        ("Festival 10th anniversary", "Festival 六十周年"),
        ("Festival 5th anniversary", "Festival 一百零五周年"),
        ("Festival 5th anniversary", "Festival 一百〇五周年"),
        ("Dragons flight 10", "Dragons take 10 flights"),
    ],
)
def test_it_is_another(term: str, title: str) -> None:
    assert not matches(term, title)


@given(st.integers(1, 99), st.sampled_from(["season {}", "round {}", "第{}季", "điều {}", "metro line {}"]))
def test_every_way_to_write_it_holds_its_number(number: int, shape: str) -> None:
    found = counted(atoms(in_han(shape.format(number))))
    assert found is not None
    assert found.number == number
    for way in found.ways():
        again = counted(atoms(in_han(way)))
        assert again is None or again.number == number


@given(st.text(max_size=30))
def test_any_text_may_be_asked(text: str) -> None:
    ahead = atoms(in_han(text))
    found = counted(ahead) if ahead else None
    assert found is None or 0 < found.size <= len(ahead)

"""What multiplies a number, as each language writes it: billion, 亿, tỷ. One table, for the amounts that people watch
and those that titles tell.
"""

from __future__ import annotations

THOUSAND, MILLION, BILLION, TRILLION = 10**3, 10**6, 10**9, 10**12

WORDS = {
    "million": MILLION, "mn": MILLION, "mln": MILLION, "triệu": MILLION,
    "billion": BILLION, "bn": BILLION, "bln": BILLION, "billon": BILLION, "tỷ": BILLION, "tỉ": BILLION,
    "trillion": TRILLION, "tn": TRILLION,
    "nghìn tỷ": TRILLION, "nghìn tỉ": TRILLION, "ngàn tỷ": TRILLION, "ngàn tỉ": TRILLION,
}  # fmt: skip
THOUSANDS = {"thousand": THOUSAND, "nghìn": THOUSAND, "ngàn": THOUSAND, "千": THOUSAND}
LETTERS = {"k": THOUSAND, "m": MILLION, "b": BILLION, "t": TRILLION}  # which may stand for much else
HAN = {  # one that begins with another comes before it
    "万亿": TRILLION, "千亿": 10**11, "百亿": 10**10, "十亿": BILLION, "亿": 10**8,
    "千万": 10**7, "百万": MILLION, "万": 10**4,
}  # fmt: skip
TRADITIONAL = {written.replace("万", "萬").replace("亿", "億"): scale for written, scale in HAN.items()}

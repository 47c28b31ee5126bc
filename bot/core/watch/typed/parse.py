"""The query language, read: from characters to a tree, errors at their column.

    query   = all , { or , all } ;                  or = "OR" | "or" | "hoặc" | "或" | "," | ";" | "|" (a list)
    all     = item , { [ "AND" ] , item } ;        side by side: in a title or a sentence or two; AND: in one entry
    item    = [ "NOT" | "-" ] , near ;
    near    = unit , { "NEAR/" number , unit } ;   at most so many words between
    unit    = "(" query ")" | phrase [ "~" number ] | "{" variant { "|" variant } "}" | "@" pack
            | "=" unit | "!" unit                    no other spelling | capitals count
            | word "*" | word "~" number             words that begin so | at most so many typing errors
            | "re:/" RE2 "/" | "title:" unit | "site:" host | "lang:" code | words ;
    phrase  = '"' characters '"' ;

Operators are in capitals (of "or" nobody means the word, so it may be small). Everything else is plain words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.watch.query import QueryError

MOST_CHARACTERS = 2_000
_DEEPEST = 40
_QUOTES = str.maketrans(
    dict.fromkeys("“”„‟«»＂", '"') | {"（": "(", "）": ")", "｜": "|", "｛": "{", "｝": "}"} | dict.fromkeys("–—−", "-")
)
_LEXEME = re.compile(
    r"(?P<regex>re:/(?:\\.|[^/\\])*/)"
    r"|(?P<near>NEAR/\d+(?=[\s(]))"
    r"|(?P<field>(?:title|site|lang):)"
    r'|(?P<quote>"[^"]*")'
    r'|(?P<slop>(?<=")~\d+)'
    r"|(?P<mark>[()@=!{}|]|-(?=[^\s-])|[,;](?=\s|$)|[，；、])"
    r"|(?P<clause>\d{3}\([A-Za-z]\)(?!\w))"  # of a law: 401(k)
    r'|(?P<word>(?:[^\s()"{}|，；、,;]|[,;](?!\s|$))+)'
)
_SHAPED = re.compile(r"(?P<stem>.+)(?:(?P<star>\*)|~(?P<edits>\d+))")
_LETTER = re.compile(r"[A-Z]\*")  # a mark at school, a way through a graph; no prefix could be so short
_PLAIN = re.compile(r"(?=.*\w)[\w .'’]+")  # what most terms are: nothing in it but words
_OR = ("OR", "or", "hoặc", "或")
_LIST = (",", ";", "，", "；", "、", "|")  # a list is of what to ring for
_OPERATORS = frozenset(("AND", "NOT", *_OR))


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a query. kind: words | phrase | variants | pack | literal | cased | prefix | limited | regex | near |
    together |
    all | any | not | title | site | lang. number: a window or a count of edits, -1 where there is none."""

    kind: str
    column: int
    text: str = ""
    number: int = -1
    parts: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class _Lexeme:
    kind: str
    text: str
    column: int


def parse(term: str) -> Node:
    """The tree of a term. Raises QueryError."""
    if len(term) > MOST_CHARACTERS:
        raise QueryError(
            term[:60], MOST_CHARACTERS + 1, "the query is too long", f"at most {MOST_CHARACTERS} characters"
        )
    if _PLAIN.fullmatch(term) and _OPERATORS.isdisjoint(term.split()):
        return Node("words", len(term) - len(term.lstrip()) + 1, " ".join(term.split()))
    parser = _Parser(term)
    if not parser.lexemes:
        raise QueryError(term, 1, "nothing to look for", "a word")
    tree = parser.any()
    if parser.here is not None:
        raise parser.error(f"“{parser.here.text}” stands alone", "a word or the end")
    return tree


class _Parser:
    """Recursive descent over lexemes."""

    def __init__(self, term: str) -> None:
        self.term = term
        self.lexemes = list(_lexemes(term))
        self.at = 0
        self.depth = 0

    @property
    def here(self) -> _Lexeme | None:
        return self.lexemes[self.at] if self.at < len(self.lexemes) else None

    def is_at(self, *texts: str) -> bool:
        here = self.here
        return here is not None and here.kind in ("mark", "word") and here.text in texts

    def take(self) -> _Lexeme:
        here = self.here
        if here is None:
            raise self.error("the query ends here", "a word")
        self.at += 1
        return here

    def error(self, problem: str, expected: str) -> QueryError:
        column = self.here.column if self.here else len(self.term) + 1
        return QueryError(self.term, column, problem, expected)

    # ------------------------------------------------------------ grammar

    def any(self) -> Node:
        parts = [self.all()]
        while self.is_at(*_OR, *_LIST):
            meant = self.take().text == "OR"
            if meant or not (self.here is None or self.is_at(")")):  # "DeepSeek, Huawei," ends there
                parts.append(self.all())
        return parts[0] if len(parts) == 1 else Node("any", parts[0].column, parts=tuple(parts))

    def all(self) -> Node:
        parts = [self.together()]
        while self.is_at("AND"):
            self.take()
            parts.append(self.together())
        return parts[0] if len(parts) == 1 else Node("all", parts[0].column, parts=tuple(parts))

    def together(self) -> Node:
        parts = [self.item()]
        while self.here is not None and not self.is_at("AND", *_OR, *_LIST, ")", "}"):
            parts.append(self.item())
        parts = _joined(parts)
        return parts[0] if len(parts) == 1 else Node("together", parts[0].column, parts=tuple(parts))

    def item(self) -> Node:
        if self.is_at("NOT", "-"):
            column = self.take().column
            return Node("not", column, parts=(self.near(),))
        return self.near()

    def near(self) -> Node:
        left = self.unit()
        joined = 0
        while self.here is not None and self.here.kind == "near":
            mark = self.take()
            joined += 1
            if joined > _DEEPEST:
                raise self.error("too many words joined by NEAR", f"at most {_DEEPEST}")
            left = Node("near", left.column, number=int(mark.text[5:]), parts=(left, self.unit()))
        return left

    def unit(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.error("too much inside each other", f"at most {_DEEPEST} parentheses or fields")
        found = self.leaf()
        self.depth -= 1
        return found

    def leaf(self) -> Node:
        lexeme = self.take()
        if lexeme.kind == "regex":
            return Node("regex", lexeme.column, lexeme.text[4:-1])
        if lexeme.kind == "clause":
            return Node("words", lexeme.column, lexeme.text.replace("(", "").replace(")", ""))
        if lexeme.kind == "quote":
            return self.phrase(lexeme)
        if lexeme.kind == "field":
            return self.field(lexeme)
        if lexeme.kind == "mark":
            return self.marked(lexeme)
        if lexeme.kind != "word" or lexeme.text in ("AND", "OR", "NOT"):
            self.at -= 1
            raise self.error(f"“{lexeme.text}” has nothing to join", "a word before and after it")
        return self.word(lexeme)

    def phrase(self, lexeme: _Lexeme) -> Node:
        slop = -1
        if self.here is not None and self.here.kind == "slop":
            slop = int(self.take().text[1:])
        return Node("phrase", lexeme.column, lexeme.text[1:-1], slop)

    def field(self, lexeme: _Lexeme) -> Node:
        name = lexeme.text[:-1]
        if name == "title":
            return Node("title", lexeme.column, parts=(self.unit(),))
        if self.here is None or self.here.kind != "word":
            raise self.error(f"{lexeme.text} names nothing", "a host" if name == "site" else "a language code")
        return Node(name, lexeme.column, self.take().text.lower())

    def marked(self, lexeme: _Lexeme) -> Node:
        if lexeme.text == "(":
            inner = self.any()
            self.close(")", lexeme)
            return inner
        if lexeme.text == "{":
            return self.variants(lexeme)
        if lexeme.text in ("@", "=", "!"):
            if self.here is None or self.here.kind not in ("word", "quote"):
                raise self.error(f"“{lexeme.text}” marks nothing", "a word right behind it")
            kind = {"@": "pack", "=": "literal", "!": "cased"}[lexeme.text]
            return Node(kind, lexeme.column, self.take().text.strip('"'))
        self.at -= 1
        raise self.error(f"“{lexeme.text}” opens nothing", "a word")

    def variants(self, opening: _Lexeme) -> Node:
        parts = [self.variant()]
        while self.is_at(*_LIST):
            self.take()
            parts.append(self.variant())
        self.close("}", opening)
        return Node("variants", opening.column, parts=tuple(parts))

    def variant(self) -> Node:
        parts: list[Node] = []
        while self.here is not None and not self.is_at(*_LIST, "}", "{", "("):
            parts.append(self.unit())
        parts = _joined(parts)
        if len(parts) != 1 or parts[0].kind not in ("words", "phrase", "literal", "cased", "prefix", "limited", "pack"):
            raise self.error("this is no variant", "words or a quoted phrase")
        return parts[0]

    def close(self, mark: str, opening: _Lexeme) -> None:
        if not self.is_at(mark):
            raise self.error(f"“{opening.text}” at column {opening.column} is not closed", f"“{mark}”")
        self.take()

    def word(self, lexeme: _Lexeme) -> Node:
        shaped = _SHAPED.fullmatch(lexeme.text)
        if shaped is None or _LETTER.fullmatch(lexeme.text):
            return Node("words", lexeme.column, lexeme.text)
        stem = shaped.group("stem")
        if shaped.group("star"):
            return Node("prefix", lexeme.column, stem)
        return Node("limited", lexeme.column, stem, int(shaped.group("edits")))


def _joined(parts: list[Node]) -> list[Node]:
    """Plain words side by side are one run: names of several words are found in it."""
    found: list[Node] = []
    for part in parts:
        if found and part.kind == found[-1].kind == "words":
            found[-1] = Node("words", found[-1].column, f"{found[-1].text} {part.text}")
        else:
            found.append(part)
    return found


def _lexemes(term: str) -> list[_Lexeme]:
    text = term.translate(_QUOTES)
    found: list[_Lexeme] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        match = _LEXEME.match(text, at)
        if match is None:
            raise QueryError(term, at + 1, "this quotation mark is not closed", "a second one")
        found.append(_Lexeme(str(match.lastgroup), match.group(), at + 1))
        at = match.end()
    return found

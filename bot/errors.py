"""One error tree. Every message names what is wrong, where, and the remedy; none ever holds a token.

    NewsbellError              exit code
    |- ConfigError             2   every fault of the configuration at once
    |- UsageError              2   a command line that cannot be followed
    |- StoreError              3   the database cannot be opened, is newer, is locked, is full
    |- ChannelError            4   a channel cannot be used at all (the token is wrong)
    '- JudgeError              1   a judge cannot answer now; never ends the program

A query that cannot be understood raises bot.core.watch.QueryError, which knows the column; the shell turns it into one
of these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta


class NewsbellError(Exception):
    """Anything that a person can be told in a line and mend."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a configuration: the key, the value as found, what is wrong, the remedy."""

    key: str
    value: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        shown = f" = {self.value}" if self.value else ""
        return f"{self.key}{shown}: {self.problem}. {self.remedy}"


class ConfigError(NewsbellError):
    """The configuration cannot be used. Holds all faults, so that one edit mends them all."""

    exit_code = 2

    def __init__(self, file: str, faults: Sequence[Fault]) -> None:
        self.file = file
        self.faults = tuple(faults)
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        super().__init__(f"{file}: {count}\n" + "\n".join(f"  {fault}" for fault in self.faults))


class UsageError(NewsbellError):
    """The command line asks for something that cannot be done."""

    exit_code = 2


class StoreError(NewsbellError):
    """The database cannot do what it must."""

    exit_code = 3


class ChannelError(NewsbellError):
    """A way out cannot be used at all."""

    exit_code = 4


class JudgeError(NewsbellError):
    """A judge has no answer to this batch. rest: how long it is best left alone; None: as long as the asker thinks."""

    def __init__(self, words: str, rest: timedelta | None = None) -> None:
        super().__init__(words)
        self.rest = rest

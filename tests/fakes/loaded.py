"""All that a command loads once it is typed, and the packs: imported by the process that commands are forked off
(started.py), never by a test.
"""

from __future__ import annotations

import gc
from importlib import import_module

from bot.chat.commands import load_commands
from bot.lexicon import load_lexicon

for name in ("channels.telegram", "chat.room", "check", "cli", "sources.rss", "web"):
    import_module(f"bot.{name}")
for name in ("explaining", "keeping", "replaying", "running"):
    import_module(f"bot.commands.{name}")
load_commands()
load_lexicon().entities_in("國")  # with the table of Han, which the first character of Han loads
gc.freeze()  # a collector in a fork that went through all this would copy it

"""Delivery: what the outbox owes goes out, each thing once.

    store.queued -> lineup (who is next) -> pacing (when) -> mark sending -> channel.deliver -> aftermath (what follows)

    dispatcher.py   the loop: fills the lineup from the store, starts sends, never two at once to one chat
    turns.py        answers to commands, which go first
    aftermath.py    what follows from how a send ended, written to the store

Rules: `sending` is stored before the call; whoever is found `sending` at start is in doubt, and what is in doubt is
resolved before anything else goes to its chat. A chat that is stuck delays no other. A database that fails delays and
loses nothing.
"""

from bot.dispatch.aftermath import DeliverySettings, OnUnknown, Patience
from bot.dispatch.dispatcher import Dispatcher

__all__ = ["DeliverySettings", "Dispatcher", "OnUnknown", "Patience"]

"""Ways out: one file each, bound by the protocol bot.core.ports.Channel.

    deliver(owed)       renders at sending, in the chat's language; sends or edits once
    resolve(owed)       finds out whether a doubtful delivery arrived
    say(address, text)  a plain message about the bot itself

Rules: failures are answers (bot.core.ports.SendOutcome), never exceptions; a channel never tries again on its own,
paces nothing and stores nothing: bot.dispatch does. Channels do not know each other.
"""

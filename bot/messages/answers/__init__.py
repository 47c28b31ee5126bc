"""What the bot answers in a chat: one file a group of commands, each answer a function of a Voice and what it must say.

Rules: short; an error says what to type instead, in a form that a tap copies. Nothing here knows how an answer is
found.
"""

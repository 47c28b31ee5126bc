"""What a Telegram user does: commands, and who may give them.

    room.py       receives what people do, keeps the store in step with where the bot may write
    updates.py    long polling          lanes.py    chats side by side, each in order
    desk.py       answers one message: who is it, which command, may they
    asking.py     what a message asks   access.py   who may do what       members.py  who administers a group
    request.py    what a command is given
    commands/     one file a command, found by its name: NAME, MENU, NEEDS, ORDER, async answer(request) -> Text
    reply.py      sends an answer, and sends it again where Telegram asks for a pause

Rules: no answer is worded here (bot/messages/answers). Every message that asks for an answer gets one, whatever it
holds, except that a stranger is answered once an hour.
"""

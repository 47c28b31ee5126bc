"""What the commands of cli.py do, one file a command or a kin of commands.

    running.py      everything, one round of it, check     matching.py   match
    replaying.py    replay                                 explaining.py explain
    judging.py      and who is asked during it             keeping.py    backup, import, export
    screen.py       where all of them print, what they open

Rules: cli.py imports a file when one of its commands was typed: nobody waits for parts that a command does not use.
Each command reads its input, calls a part, prints, and returns its exit code where that is not always 0.
"""

"""A day of news in fast forward, through the real way: feeds on loopback, the real engine, alerts in the terminal.

day.toml   the news, written for the demo
stand.py   the feeds, as they stand at each minute of the day
play.py    the bot, run on them
"""

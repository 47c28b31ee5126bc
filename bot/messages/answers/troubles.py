"""What is wrong with a feed, in the chat's language.

Rules: the sources word it in English, a sentence for what happened and one for what helps (sources/refusal.py,
trouble.py, parse.py). Each sentence is known here by its template; one that is not is shown as it is.
"""

from __future__ import annotations

import re

from bot.messages.answers.understanding import by_template
from bot.messages.locale import Voice, msgid
from bot.messages.text import Text

SENTENCES = (
    msgid("{host} blocks feed readers by Cloudflare's check for browsers ({status})."),
    msgid("Ask the site to let feed readers in, set another user_agent for this feed, or look for another feed of it."),
    msgid("{host} asks for a password ({status})."),
    msgid("Put it into the address: https://user:password@…"),
    msgid("{host} refuses feed readers ({status})."),
    msgid("{host} has no such page ({status})."),
    msgid("Check the address, or look for the site's new feed link."),
    msgid("{host} says that this feed is gone for good ({status})."),
    msgid("Remove it, or add its new address."),
    msgid("{host} says that it is asked too often ({status})."),
    msgid("It is asked more slowly from now on."),
    msgid("{host} redirects to nowhere ({status})."),
    msgid("Open the feed in a browser and use the address it ends at."),
    msgid("{host} has a fault of its own ({status})."),
    msgid("{host} answers with no feed ({status})."),
    msgid("Open the address in a browser and check it."),
    msgid("It is tried again later."),
    msgid("It is tried again later; if it stays, tell the site."),
    msgid("The name {host} cannot be resolved."),
    msgid("Check the spelling, and this machine's DNS."),
    msgid("{host} sends more than {n} MB."),
    msgid("Look for a smaller feed of the site."),
    msgid("{host} does not accept connections in time."),
    msgid("Check the address."),
    msgid("{host} did not answer in full within {n} s."),
    msgid("The certificate of {host} is not valid: {why}."),
    msgid("Tell the site, or try http://."),
    msgid("{host} refuses connections."),
    msgid("Check the address and its port."),
    msgid("{host} cannot be reached: {why}."),
    msgid("Check this machine's network."),
    msgid("The connection to {host} broke before the answer was complete."),
    msgid("It is not a feed that can be read."),
    msgid("Its XML is too damaged to be read."),
    msgid("Tell the site; it is tried again later."),
    msgid("The answer is empty."),
    msgid("If it stays so, check the address or tell the site."),
    msgid("This is JSON, but no JSON Feed."),
    msgid("Look for the site's feed link."),
    msgid("This is a web page, not a feed."),
    msgid("Look for its feed link."),
    msgid("It names {url} as its feed."),
    msgid("This is a sitemap without news."),
    msgid("Look for the site's news sitemap or feed link."),
    msgid("This is a list of sitemaps."),
    msgid("Add the one of them that holds the news."),
    msgid("This is an OPML list of feeds, not a feed."),
    msgid("Add the feeds that it lists."),
    msgid("This is plain text, not a feed."),
)
_END = re.compile(r"(?<=\.) (?=[A-Z])")


def trouble(voice: Voice, english: str) -> Text:
    """A feed's error."""
    return voice.sentences(*(by_template(voice, one, SENTENCES) for one in _END.split(english) if one))

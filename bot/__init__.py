"""Newsbell: a self-hosted news bot that rings once per story."""

import gc
import sys
from importlib.util import find_spec

__version__ = "0.1.0"

# httpcore imports it at every request, three times, to learn what runs it. Where it is not installed, each try walks
# through all of sys.path: half a millisecond a request, more than the rest of a small answer.
if find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment] # the language's own way to say: there is none

# A start makes some hundred thousand things that stay. Python looks through them for garbage after every seven hundred,
# which is a quarter of what the packs take to load.
gc.set_threshold(10_000, *gc.get_threshold()[1:])

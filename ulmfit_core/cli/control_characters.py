"""Characters that are orders to a terminal: a label or a file's name may hold them."""

from __future__ import annotations

import re

# All controls but line ends and tabs, and those that turn the direction of what follows.
_ORDERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def without_orders(text: str) -> str:
    r"""The same with orders written out, in a form that JSON reads as well.

    >>> without_orders("spam\x1b[2J")
    'spam\\u001b[2J'
    """
    return _ORDERS.sub(lambda found: f"\\u{ord(found.group()):04x}", text.replace("\r\n", "\n"))

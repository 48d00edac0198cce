"""Which page belongs to which step; each is imported when it is first shown."""

from __future__ import annotations

from app.pages.page import PageFactory


def page_factories() -> dict[str, PageFactory]:
    """The pages there are, by the key of their step."""
    return {}

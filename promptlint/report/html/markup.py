"""Elements of HTML. What is no markup already is made safe and escaped, always and only here."""

from __future__ import annotations

from html import escape

from promptlint.report.safe_text import safe

_VOID = frozenset(("br", "meta"))


class Html(str):
    """Markup: text that may stand in a page as it is. Only this module makes it of strings."""

    __slots__ = ()


def text(words: str) -> Html:
    """Words from anywhere as markup: nothing in them is obeyed or invisible."""
    return Html(escape(safe(words)))


def join(*parts: Html | str, by: str = "") -> Html:
    """Parts one after the other; those that are no markup are escaped."""
    return Html(by.join(part if isinstance(part, Html) else text(part) for part in parts))


def element(name: str, /, *children: Html | str, **attributes: str | bool | None) -> Html:
    """An element. Attributes: `class_` is class, `aria_label` aria-label; None leaves it out."""
    begin = f"<{name}{''.join(_attribute(*pair) for pair in attributes.items())}>"
    return Html(begin if name in _VOID else f"{begin}{join(*children)}</{name}>")


def _attribute(name: str, value: str | bool | None) -> str:  # noqa: FBT001 - as HTML has it
    if value is None or value is False:
        return ""
    name = name.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{text(value)}"'


def quote(words: str) -> Html:
    """Words of a prompt, whose script may run in the other direction, kept apart from ours."""
    return element("bdi", words)


def verbatim(name: str, content: str) -> Html:
    """A style or script of our own. Raises ValueError if it would end its element early."""
    if "</" in content:
        raise ValueError(f"{name} holds an end tag")
    return Html(f"<{name}>{content}</{name}>")

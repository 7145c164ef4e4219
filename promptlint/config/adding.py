"""Adding to a configuration what is to be passed over, as its author might have written it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from tomlkit.items import Array, Table

_KEY = "ignore"


class Added(NamedTuple):
    """A table to be added to `ignore`."""

    files: tuple[str, ...]
    rules: tuple[str, ...]
    reason: str


class NotAdded(Exception):
    """A configuration in which there is no place for tables. The message is one clause."""


def with_ignores(text: str, within: Sequence[str], added: Sequence[Added]) -> str:
    """The text of a configuration with some tables more; all else stays as it is written.

    Args:
        text: TOML. Where `ignore` is a list in it, the tables go into that list.
        within: the keys of the table that is the configuration, () for the document.

    Raises:
        NotAdded: the tables cannot be added without changing anything else.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError
    from tomlkit.items import AoT, Array

    try:
        document = tomlkit.parse(text)
        own: Any = document
        for key in within:
            own = own.setdefault(key, tomlkit.table(is_super_table=key != within[-1]))
        there = own.get(_KEY)
        if isinstance(there, Array):
            _extend(there, added)
        elif isinstance(there, AoT):
            loose = there[-1].as_string().replace("\r", "").endswith("\n\n")
            for each in added:
                there.append(_table(each, gap=True, indent="" if loose else "\n"))
                loose = True
        else:
            tables = tomlkit.aot()  # between its own, tomlkit leaves a line empty
            for each in added:
                tables.append(_table(each, gap=each is added[-1]))
            own[_KEY] = tables
        new = _settled(tomlkit.dumps(document), text, _table(added[-1]).as_string())
        if _is_only_longer(text, new, within, added):
            return new
    except (TOMLKitError, AttributeError, TypeError, ValueError):
        pass
    raise NotAdded(_NO_PLACE)


_NO_PLACE = "there is no place in it for [[ignore]]; write its table as [tool.promptlint]"


def _table(added: Added, *, gap: bool = False, indent: str = "") -> Table:
    """A table. `indent`: what stands before; `gap`: whether an empty line follows."""
    import tomlkit

    table = tomlkit.table()
    table.trivia.indent = indent
    for key, value in _values(added).items():
        table.add(key, value)
    if gap:
        table.add(tomlkit.nl())
    return table


def _extend(array: Array, added: Sequence[Added]) -> None:
    """Put tables into a list, each on a line of its own."""
    import tomlkit

    written = array.as_string()
    indent = re.search(r"\n([ \t]+)\S", written)
    for each in added:
        table = tomlkit.inline_table()
        table.update(_values(each))
        array.add_line(table, indent=indent[1] if indent else "    ")
    if "\n" not in written:
        array.add_line(indent="")


def _values(added: Added) -> dict[str, Any]:
    values = {"files": list(added.files), "rules": list(added.rules), "reason": added.reason}
    return {key: value for key, value in values.items() if value}


def _settled(new: str, old: str, last: str) -> str:
    """Without an empty line at the end if `last` stands there, and with the file's line breaks."""
    if new.rstrip().endswith(last.rstrip()):
        new = new.rstrip() + "\n"
    return re.sub(r"(?<!\r)\n", "\r\n", new) if "\r\n" in old else new


def _is_only_longer(old: str, new: str, within: Sequence[str], added: Sequence[Added]) -> bool:
    """Whether the new text says what the old one says, and the tables besides."""
    before = own = tomllib.loads(old)
    for key in within:
        own = own.setdefault(key, {})
    own[_KEY] = [*own.get(_KEY, []), *map(_values, added)]
    return before == tomllib.loads(new)

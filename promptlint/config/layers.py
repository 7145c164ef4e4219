"""Where settings come from: files, the environment, single settings of a command line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from promptlint.config.documents import read_all
from promptlint.config.find import SHARED_FILE
from promptlint.config.lines import line_of
from promptlint.config.problems import BadConfig, hint, read_toml

if TYPE_CHECKING:
    from pydantic import BaseModel

# Variables that hold single settings begin so; PROMPTLINT_FAIL_ON is fail-on.
PREFIX = "PROMPTLINT_"
# Keys that are lists; a variable holds them with commas in between.
_LISTS = ("select", "extend-select", "ignore", "include", "exclude", "lexicons", "rule-packs")
_SINGLE = ("fail-on", "model", "traffic", "grade", "output-format", "baseline")


class Layer(NamedTuple):
    """What one source says.

    Attributes:
        name: what users know it by: a path, a variable, an option.
        path: the file, None for other sources.
        folder: what paths in it are relative to.
        said: the keys that it says something of, with their values.
        text, table: the TOML and the table in it that is ours, to find lines.
        own: whether it is the project's own, not one that others share through `extend`.
    """

    name: str
    path: Path | None
    folder: Path
    said: Mapping[str, Any]
    text: str = ""
    table: tuple[str, ...] = ()
    own: bool = True

    def line(self, *keys: str) -> int:
        """The line on which a key is written, counted from 1; 1 where that cannot be told."""
        return line_of(self.text, (*self.table, *keys)) or 1

    def where(self, *keys: str) -> str:
        """The place of a key, as users read it."""
        return f"{self.name}:{self.line(*keys)}" if self.path else self.name


def read_layers(path: Path) -> list[Layer]:
    """A file and those that it extends, the most general first.

    Raises:
        BadConfig: one of them cannot be read, is not TOML, or holds what is not known; with all
            that is wrong in all of them, not only the first.
    """
    layers: list[Layer] = []
    wrong: list[str] = []
    seen: set[Path] = set()
    following: Path | None = path
    while following is not None:
        here, following = following, None
        seen.add(here.resolve())
        try:
            text, table, data = _read(here)
        except BadConfig as problem:
            wrong += problem.messages
            break
        if isinstance(data.get("extend"), str):
            following = here.parent / Path(data["extend"]).expanduser()
        try:
            said = _said(data, text, table, str(here))
            layers.append(Layer(str(here), here, here.parent, said, text, table, not layers))
        except BadConfig as problem:
            wrong += problem.messages
        if following is not None and following.resolve() in seen:
            line = line_of(text, (*table, "extend"))
            wrong.append(f"{here}:{line}: extend: {data['extend']!r} leads back to itself")
            break
    if wrong:
        raise BadConfig(wrong)
    return layers[::-1]


def read_over(variables: Mapping[str, str], settings: Iterable[str]) -> list[Layer]:
    """What counts more than files: the environment, then settings of a command line.

    Args:
        variables: those called PROMPTLINT_FAIL_ON and the like count, if they are not empty. Lists
            are written with commas.
        settings: KEY=VALUE, where VALUE is TOML, or a plain word.

    Raises:
        BadConfig: with all that is wrong in any of them.
    """
    names = {PREFIX + key.upper().replace("-", "_"): key for key in (*_SINGLE, *_LISTS)}
    stated = [name for name in names if variables.get(name, "").strip()]
    found, wrong = read_all(
        lambda name: _from_variable(name, names[name], variables[name].strip()), stated
    )
    more, also_wrong = read_all(_from_setting, settings)
    if wrong or also_wrong:
        raise BadConfig([*wrong, *also_wrong])
    return found + more


def _from_variable(name: str, key: str, value: str) -> Layer:
    words = [word.strip() for word in value.split(",") if word.strip()]
    return Layer(name, None, Path(), _said({key: words if key in _LISTS else value}, "", (), name))


def _from_setting(setting: str) -> Layer:
    key, _, value = (part.strip() for part in setting.partition("="))
    name = f"--config {setting}"
    try:
        data = tomllib.loads(f"{key} = {value}")
    except ValueError:
        try:
            data = tomllib.loads(f"{key} = 0")
        except ValueError:
            raise BadConfig([f"{name}: {key!r} is no key"]) from None
        _put(data, value)
    return Layer(name, None, Path(), _said(data, "", (), name))


def _put(data: dict[str, Any], value: str) -> None:
    """Give the one value in nested tables."""
    key, inner = next(iter(data.items()))
    if isinstance(inner, dict):
        _put(inner, value)
    else:
        data[key] = value


def _read(path: Path) -> tuple[str, tuple[str, ...], dict[str, Any]]:
    """The text of a file, the table in it that is ours, and what that holds. Raises BadConfig."""
    text, data = read_toml(path)
    table: tuple[str, ...] = ()
    if path.name == SHARED_FILE:
        table = ("tool", "promptlint")
        tool = data.get("tool", {})
        data = tool.get("promptlint", {}) if isinstance(tool, dict) else tool
    if not isinstance(data, dict):
        raise BadConfig([f"{path}: tool.promptlint must be a table"])
    return text, table, data


def _said(
    data: Mapping[str, Any], text: str, table: tuple[str, ...], name: str
) -> Mapping[str, Any]:
    """The values of the keys that are given, validated. Raises BadConfig."""
    if not data:
        return {}
    from pydantic import ValidationError

    from promptlint.config.schema import KEYS, TAGS, Configuration

    try:
        made = Configuration.model_validate(data)
    except ValidationError as problem:
        messages = []
        for error in problem.errors(include_url=False):
            keys = tuple(str(key) for key in error["loc"] if key not in TAGS)
            line = line_of(text, (*table, *(key for key in keys if key != "[key]")))
            place = f"{name}:{line}" if line else name
            messages.append((line or 0, f"{place}: {_words(error, keys, KEYS)}"))
        raise BadConfig([message for _, message in sorted(messages)]) from None
    return {key: getattr(made, key) for key in _set(made)}


def _set(made: BaseModel) -> list[str]:
    return [key for key in type(made).model_fields if key in made.model_fields_set]


_TABLES = {
    "traffic": ("calls", "gap", "sessions", "user-sessions"),
    "ignore": ("files", "rules", "reason", "until"),
    "overrides": ("files", "model", "traffic", "placeholders", "ignore"),
}
_MUST_BE = {
    "string_type": "must be a string",
    "list_type": "must be a list",
    "dict_type": "must be a table",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "date_type": "must be a date, without quotes",
    "missing": "is missing",
    "too_short": "must not be empty",
    "model_type": "must be a table",
}


def _words(error: Mapping[str, Any], keys: Sequence[str], ours: Sequence[str]) -> str:
    """What is wrong with one value, in our words. `ours`: the keys of a configuration."""
    name = ".".join(key for key in keys if not key.isdigit())
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        around = next((key for key in keys[-2::-1] if key in _TABLES), None)
        known = _TABLES[around] if around else ours
        return f"there is no key {name!r}{hint(keys[-1].replace('_', '-'), known)}"
    if kind == "value_error":
        return f"{name.removesuffix('.[key]')}: {context['error']}"
    if kind in _MUST_BE:
        every = "each entry of " if keys[-1].isdigit() else ""
        return f"{every}{name} {_MUST_BE[kind]}"
    bounds = {"greater_than": "gt", "greater_than_equal": "ge"}
    if kind in bounds:
        than = "more than" if kind == "greater_than" else "at least"
        return f"{name} must be {than} {context[bounds[kind]]:g}"
    return f"{name}: {error['msg']}"

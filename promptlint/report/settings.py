"""The settings in force, each with who says so: TOML that could be a configuration, and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from promptlint.config import DEFAULT, Config, Ignore
from promptlint.facts import Traffic
from promptlint.report.safe_text import safe
from promptlint.report.style import FAINT, Line, Page, Span, line

# Up to this column a value leaves room for who says it on its own line.
_ROOM = 44

_USUAL = {
    "select": "all but those that are off by default",
    "model": "what each request names",
    "traffic": "inferred from each request",
    "baseline": "promptlint-baseline.json, if there is one",
}


class Setting(NamedTuple):
    """One key: its value, as TOML has it, None for the usual behaviour; and who says so."""

    key: str
    value: Any
    origin: str


def settings(config: Config, usual_format: str, suffixes: Iterable[str]) -> list[Setting]:
    """All that can be set, in the order of the configuration reference.

    Args:
        usual_format: the output format if nobody says one.
        suffixes: what the names of files end in that are looked at if nobody says which.
    """
    placed = config.origins
    values: dict[str, Any] = {
        "select": None if config.select is None else list(config.select),
        "extend-select": list(config.extend_select),
        "ignore": list(config.ignore),
        "ignore-here": list(config.ignore_here),
        "fail-on": config.fail_on.label if config.fail_on is not None else "warning",
        "include": list(config.include.patterns)
        if config.include
        else [f"*{suffix}" for suffix in suffixes],
        "exclude": list(config.exclude.patterns) if config.exclude else [],
        "model": config.model,
        "traffic": _traffic(config.traffic),
        "grade": config.grade.label if config.grade is not None else "layout",
        "output-format": config.output_format or usual_format,
        "baseline": str(config.baseline) if config.baseline else None,
    }
    found = [
        Setting(key, value, placed.get(key, DEFAULT))
        for key, value in values.items()
        if key != "ignore-here" or value
    ]
    tables = {
        "severity": {name: level.label for name, level in config.severity.items()},
        "placeholders": config.placeholders,
    }
    for table, entries in tables.items():
        for name, value in entries.items():
            key = f"{table}.{name}"
            found.append(Setting(key, value, placed.get(key) or _changer(config, name)))
    return found


def _traffic(traffic: Traffic | None) -> Any:  # noqa: ANN401 - TOML
    if traffic is None or traffic.name != "custom":
        return traffic and traffic.name
    return {
        "calls": traffic.calls,
        "gap": traffic.gap,
        "sessions": traffic.sessions,
        "user-sessions": traffic.user_sessions,
    }


def _changer(config: Config, rule: str) -> str:
    """Who gives a rule its severity: a rule pack, or the configuration under another name."""
    return config.rules[rule].changed["severity"] if rule in config.rules else DEFAULT


def as_json(subject: str, config: Config, found: Iterable[Setting]) -> dict[str, Any]:
    """The settings for programs."""
    return {
        "schema": 1,
        "path": subject,
        "file": str(config.path) if config.path else None,
        "settings": [each._asdict() for each in found],
        "ignore": [
            {
                "files": list(each.files),
                "rules": sorted(each.rules),
                "reason": each.reason,
                "until": each.until and each.until.isoformat(),
                "origin": _origin(each),
            }
            for each in config.ignores
        ],
        "overrides": [
            {"files": list(each.files.patterns), "origin": each.origin} for each in config.overrides
        ],
    }


def shown(subject: str, config: Config, found: Iterable[Setting], page: Page) -> Iterator[Line]:
    """The settings for people."""
    by = f"goes by {config.path}" if config.path else "goes by no configuration file"
    yield line(Span(f"# {safe(subject)} {safe(by)}", FAINT))
    plain = [each for each in found if "." not in each.key]
    for each in plain:
        yield from _entry(each.key, each, page)
    for table in ("severity", "placeholders"):
        inner = [each for each in found if each.key.startswith(f"{table}.")]
        if inner:
            yield line()
            yield line(f"[{table}]")
        for each in inner:
            yield from _entry(_toml_key(each.key.partition(".")[2]), each, page)
    for ignore in config.ignores:
        yield line()
        yield line("[[ignore]]", Span(f"  # {safe(_origin(ignore))}", FAINT))
        for key, value in (
            ("files", list(ignore.files)),
            ("rules", sorted(ignore.rules)),
            ("reason", ignore.reason),
            ("until", ignore.until),
        ):
            if value:
                yield line(safe(f"{key} = {_toml(value)}"))
    for override in config.overrides:
        yield line()
        patterns = _toml(list(override.files.patterns))
        yield line(Span(f"# other settings for {safe(patterns)}: {safe(override.origin)}", FAINT))


def _entry(key: str, setting: Setting, page: Page) -> Iterator[Line]:
    if setting.value is None:
        text = f"# {key}: {_USUAL[key]}"
    elif key == "ignore-here":  # no key of its own: it is part of [[overrides]]
        text = f"# ignored here: {', '.join(setting.value)}"
    else:
        text = f"{key} = {_toml(setting.value)}"
    origin = f"# {setting.origin}"
    if max(len(text), _ROOM) + len(origin) + 2 > page.width:
        yield line(Span(safe(origin), FAINT))
        yield line(safe(text))
    else:
        yield line(safe(text.ljust(_ROOM)), "  ", Span(safe(origin), FAINT))


def _origin(ignore: Ignore) -> str:
    path, number = ignore.origin
    return f"{Path(path)}:{number}"


def _toml(value: Any) -> str:  # noqa: ANN401 - TOML
    import tomlkit

    if isinstance(value, dict):
        inner = ", ".join(f"{key} = {_toml(each)}" for key, each in value.items())
        return f"{{ {inner} }}"
    return str(tomlkit.item(value).as_string())


def _toml_key(name: str) -> str:
    return name if name.replace("-", "").replace("_", "").isalnum() else _toml(name)

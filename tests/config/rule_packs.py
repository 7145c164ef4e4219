"""Rule packs on disk, and what a request comes to under them."""

from __future__ import annotations

import json
from pathlib import Path

from promptlint import rulepack
from promptlint.config import Config
from promptlint.engine.lint import Settings, check_source
from promptlint.findings import Finding
from promptlint.text import Source

SHORT = {
    "modelId": "global.anthropic.claude-haiku-4-5-20251001-v1:0",
    "system": [{"text": "You sort parcels."}, {"cachePoint": {"type": "default"}}],
    "messages": [{"role": "user", "content": [{"text": "A shoe box."}]}],
}


def configured(folder: Path, *packs: str, more: str = "") -> Path:
    """A configuration with these rule packs."""
    names = [f"pack-{number}.toml" for number in range(len(packs))]
    for name, text in zip(names, packs, strict=True):
        (folder / name).write_text(text, encoding="utf-8")
    path = folder / "promptlint.toml"
    path.write_text(f"rule-packs = {json.dumps(names)}\n{more}", encoding="utf-8")
    return path


def judged(config: Config, request: object = SHORT) -> dict[str, Finding]:
    """The findings of a request, by rule."""
    report = check_source(Source("r.json", json.dumps(request)), settings_of(config))
    return {finding.rule: finding for finding in report.findings}


def settings_of(config: Config) -> Settings:
    return Settings(
        rules=rulepack.names(),
        severities=config.severity,
        options={name: rule.options for name, rule in config.rules.items()},
        reworded=config.rules,
    )


def written(value: object) -> str:
    """A document of TOML; lone surrogates, which it cannot hold, are left out by the strategies."""
    if isinstance(value, dict) and "rules" in value and isinstance(value["rules"], dict):
        tables = [
            f"[rules.{inline(name)}]\n"
            + "".join(f"{inline(key)} = {inline(inner)}\n" for key, inner in table.items())
            if isinstance(table, dict)
            else f"[rules]\n{inline(name)} = {inline(table)}\n"
            for name, table in value["rules"].items()
        ]
        return "\n".join(tables)
    return f"rules = {inline(value)}\n"


def inline(value: object) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{inline(key)} = {inline(v)}' for key, v in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(inline, value))}]"
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value).replace("\x7f", "\\u007f")

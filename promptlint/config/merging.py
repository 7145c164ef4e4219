"""From layers of settings to the one configuration that holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from promptlint import rulepack
from promptlint.config.ignores import Ignore, Origin
from promptlint.config.layers import Layer
from promptlint.config.values import Config, Override, Patterns
from promptlint.facts import Traffic, presets
from promptlint.findings import Severity
from promptlint.text import Grade

if TYPE_CHECKING:
    from promptlint.config.schema import Part, Passing, Rhythm

# Tables of which each key is somebody's.
_BY_KEY = ("severity", "placeholders")


def merged(layers: Sequence[Layer]) -> Config:
    """The configuration that layers come to, the most general first.

    Raises:
        BadConfig: with all that is wrong in the lexicons and rule packs that they name.
    """
    own = next((layer for layer in reversed(layers) if layer.path), None)
    last = {key: layer for layer in layers for key in layer.said}
    values: dict[str, Any] = {key: layer.said[key] for key, layer in last.items()}
    fail_on, grade = values.get("fail_on"), values.get("grade")
    config = Config(
        path=own.path if own else None,
        select=_tuple(values.get("select")),
        extend_select=tuple(name for _, name in _listed(layers, "extend_select")),
        ignore=_ignored_rules(layers),
        fail_on=Severity.named(fail_on) if fail_on else None,
        model=values.get("model"),
        traffic=_traffic(values.get("traffic")),
        exclude=_patterns(last, "exclude"),
        include=_patterns(last, "include"),
        output_format=values.get("output_format"),
        grade=Grade.named(grade) if grade else None,
        placeholders={
            name: lifetime
            for layer in layers
            for name, lifetime in layer.said.get("placeholders", {}).items()
        },
        ignores=tuple(each for layer in layers for each in _ignores(layer)),
        overrides=tuple(each for layer in layers for each in _overrides(layer)),
        baseline=_file(last["baseline"], values["baseline"]) if values.get("baseline") else None,
        origins={key: where for layer in layers for key, where in _origins(layer)},
    )
    lexicons = [_file(*each) for each in _listed(layers, "lexicons")]
    packs = [_file(*each) for each in _listed(layers, "rule_packs")]
    severities = [
        (name, level, layer.name)
        for layer in layers
        for name, level in layer.said.get("severity", {}).items()
    ]
    if not (severities or lexicons or packs):
        return config
    from promptlint.config.files import brought

    words, rules = brought(lexicons, packs, severities)
    graded = {name: rule.severity for name, rule in rules.items() if "severity" in rule.changed}
    return config._replace(lexicons=tuple(words), rules=rules, severity=graded)


def _tuple(value: Iterable[str] | None) -> tuple[str, ...] | None:
    return None if value is None else tuple(value)


def _listed(layers: Iterable[Layer], key: str) -> Iterator[tuple[Layer, str]]:
    for layer in layers:
        for value in layer.said.get(key, ()):
            yield layer, value


def _file(layer: Layer, name: str) -> Path:
    return layer.folder / Path(name).expanduser()


def _patterns(last: Mapping[str, Layer], key: str) -> Patterns | None:
    layer = last.get(key)
    return None if layer is None else Patterns(layer.folder, tuple(layer.said[key] or ()))


def _traffic(value: str | Rhythm | None) -> Traffic | None:
    if value is None:
        return None
    if isinstance(value, str):
        return presets()[value]
    return Traffic(name="custom", stated=True, **vars(value))


def _ignored_rules(layers: Iterable[Layer]) -> tuple[str, ...]:
    """The rules that are off: of the last layer that says which, be it none."""
    off: tuple[str, ...] = ()
    for layer in layers:
        said = layer.said.get("ignore")
        if said is None:
            continue
        names = tuple(each for each in said if isinstance(each, str))
        if names or not said:
            off = names
    return off


def _ignores(layer: Layer) -> Iterator[Ignore]:
    for place, each in enumerate(layer.said.get("ignore", ())):
        if isinstance(each, str):
            continue
        passing: Passing = each
        yield Ignore(
            files=tuple(passing.files),
            rules=frozenset().union(*map(rulepack.matching, passing.rules)),
            reason=passing.reason,
            until=passing.until,
            origin=Origin(layer.path or Path(layer.name), layer.line("ignore", str(place))),
            folder=layer.folder,
            own=layer.own and layer.path is not None,
        )


def _overrides(layer: Layer) -> Iterator[Override]:
    for number, each in enumerate(layer.said.get("overrides", ())):
        part: Part = each
        yield Override(
            files=Patterns(layer.folder, tuple(part.files)),
            model=part.model,
            traffic=_traffic(part.traffic),
            placeholders=part.placeholders,  # type: ignore[arg-type]  # validated words
            ignore=tuple(part.ignore),
            origin=layer.where("overrides", str(number)),
        )


def _origins(layer: Layer) -> Iterator[tuple[str, str]]:
    """The keys that a layer says something of, with the place; of tables, each key in them."""
    for key, value in layer.said.items():
        name = key.replace("_", "-")
        if key in _BY_KEY:
            for inner in value:
                called = rulepack.find(inner).name if key == "severity" else inner
                yield f"{name}.{called}", layer.where(name, inner)
        elif key == "ignore":
            if not value or any(isinstance(each, str) for each in value):
                yield name, layer.where(name)
        elif key not in ("extend", "overrides"):
            yield name, layer.where(name)

"""A proposed configuration as the text of a file: each key with what it does, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from promptlint.engine.guesses import Guess, Part, Place, Placeholder, Proposal
from promptlint.engine.guesses.places import anchored
from promptlint.report.safe_text import fit

_WIDTH = 100
_NARROWEST = 30
_MOST_PLACEHOLDERS = 40

_ABOUT = (
    "How promptlint judges the requests in this folder and below, drafted by `promptlint init`",
    "from what is here: correct what it got wrong. A key behind a # holds once the # is gone.",
    "`promptlint config` shows what is in force, `promptlint config --schema` all there is to say.",
)
# What many want sooner or later. A configuration must take these values.
_FURTHER: tuple[tuple[str, str | list[str], str], ...] = (
    ("fail-on", "error", "exit code 1 from this severity on; otherwise from warning on"),
    ("extend", "../promptlint.toml", "a configuration to start from, shared with others"),
    ("lexicons", ["words.toml"], "your words for text that changes from call to call"),
    ("rule-packs", ["house.toml"], "severities, messages and requirements of your own"),
)


def written(proposal: Proposal, table: str = "") -> str:
    """The file; or, for a table such as "tool.promptlint", what is to be added to a file.

    It loads, and goes on loading whichever of the keys that it offers behind a # are taken.
    """
    lines = [f"[{table}]"] if table else []
    lines += map(_comment, _ABOUT)
    inside = f"{table}." if table else ""
    blocks = (
        _single("model", "The model of requests that name none", proposal.model),
        _single(
            "traffic",
            "How requests come (agent, chat, document-qa, single-shot)",
            proposal.traffic,
        ),
        _include(proposal.include),
        _exclude(proposal.exclude),
        _further(),
        _placeholders(proposal.placeholders, inside),
        *(_part(part, inside) for part in proposal.parts),
    )
    for block in map(list, blocks):
        lines += ["", *block] if block else []
    return "".join(f"{line}\n" for line in lines)


def _comment(words: str) -> str:
    return fit(f"# {words}", _WIDTH)


def _remarked(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Lines with a remark behind each, one below the other."""
    rows = list(rows)
    width = max(len(text) for text, _ in rows)
    for text, remark in rows:
        yield f"{text:{width}} {fit(f'# {remark}', max(_WIDTH - width - 1, _NARROWEST))}"


def _entry(key: str, value: str | list[str], *, off: bool = False) -> str:
    return f"{'#' * off}{key} = {toml(value)}"


def _single(key: str, does: str, guess: Guess) -> Iterator[str]:
    yield _comment(f"{does}: {guess.why}.")
    yield _entry(key, guess.value, off=not guess.stated)


def _include(patterns: tuple[str, ...] | None) -> Iterator[str]:
    if patterns is not None:
        yield _comment(
            "What is looked at: few of the many files here hold requests. Add new folders."
        )
        yield _entry("include", list(patterns))


def _exclude(places: tuple[Place, ...]) -> Iterator[str]:
    yield _comment(
        "What is left out, besides what .gitignore files name; in patterns of the same kind."
    )
    if not places:
        yield _entry("exclude", ["/old/"], off=True)
        return
    yield "exclude = ["
    yield from _remarked(
        (f"    {'' if place.out else '#'}{toml(place.pattern)},", _holds(place)) for place in places
    )
    yield "]"


def _holds(place: Place) -> str:
    requests = f"{place.requests:,} request{'s' * (place.requests != 1)}"
    files = f"{place.files:,} file{'s' * (place.files != 1)}"
    return f"{place.why}: {files}, {requests if place.requests else 'no requests'}"


def _further() -> Iterator[str]:
    yield _comment("More that can be said, with examples.")
    yield from _remarked((_entry(key, value, off=True), does) for key, value, does in _FURTHER)


def _placeholders(found: tuple[Placeholder, ...], inside: str) -> Iterator[str]:
    if not found:
        return
    yield _comment(
        "How long the values of placeholders stay the same: static, day, user, session or"
    )
    yield _comment(
        "request. These are guesses from their names; take out the # where you know better."
    )
    yield f"[{inside}placeholders]"
    yield from _remarked(
        (_entry(_key(each.name), each.lifetime, off=True), f"in {each.path}")
        for each in found[:_MOST_PLACEHOLDERS]
    )
    if len(found) > _MOST_PLACEHOLDERS:
        yield _comment(f"… and {len(found) - _MOST_PLACEHOLDERS:,} more")


def _part(part: Part, inside: str) -> Iterator[str]:
    rows = [(_entry("files", [anchored(part.folder)]), "what holds for this folder only")]
    for key, guess in (("model", part.model), ("traffic", part.traffic)):
        if guess is not None:
            rows.append((_entry(key, guess.value), guess.why))
    yield f"[[{inside}overrides]]"
    yield from _remarked(rows)


def _key(name: str) -> str:
    return name if name.replace("_", "").isalnum() and name.isascii() else toml(name)


def toml(value: str | list[str]) -> str:
    """A value as TOML, with no sign in it that an editor would not show."""
    import tomlkit

    text = tomlkit.item(value).as_string()
    return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in text)

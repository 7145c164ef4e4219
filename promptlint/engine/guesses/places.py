"""Which files a walk had better leave out, and where the requests are among many others."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from promptlint.config import Patterns
from promptlint.engine.patterns import fits
from promptlint.engine.survey import Seen

_FOLDERS: Mapping[str, tuple[str, ...]] = {
    "other people's code": (
        *("vendor", "vendored", "third_party", "third-party", "thirdparty", "site-packages"),
        *("bower_components", "jspm_packages", "pods"),
    ),
    "made by a build": (
        *("dist", "build", "_build", "out", "target", "cdk.out", ".aws-sam", ".serverless"),
        *(".terraform", ".next", ".nuxt", ".output", ".svelte-kit", ".turbo", ".cache"),
        *("coverage", "htmlcov", "storybook-static"),
    ),
    "recorded calls, to be replayed as they are": (
        *("cassettes", "cassette", "__cassettes__", "recordings", "__recordings__"),
        *("vcr", "vcr_cassettes", "tapes", "nock"),
    ),
    "outputs that tests expect": (
        *("__snapshots__", "snapshots", "golden", "goldens", "expected", "expected_output"),
    ),
    "what tests are made of": (
        *("test", "tests", "__tests__", "spec", "fixtures", "__fixtures__"),
        *("testdata", "test-data", "test_data"),
    ),
}
_FILES: Mapping[str, tuple[str, ...]] = {
    "a lock file": ("package-lock.json", "npm-shrinkwrap.json", "packages.lock.json"),
    "outputs that tests expect": ("*.golden.json", "*.expected.json", "*.snap.json"),
}
_OTHERS, _BUILT, _, _, _TESTS = _FOLDERS

# In so many places a folder of one name is meant wherever it stands.
_EVERYWHERE = 4
# A walk is slow enough to be narrowed where so many files hold no request, or most of them.
_MANY_FILES = 200
_FEW_OF_THEM = 0.25
_MOST_FOLDERS = 4
_MOST_DOUBTS = 8


class Place(NamedTuple):
    """Files that are left out, or could be.

    Attributes:
        pattern: of gitignore.
        why: what they are.
        files: how many of them a walk meets.
        requests: how many requests are in them.
        out: whether they had better be left out; otherwise the user is to say so.
    """

    pattern: str
    why: str
    files: int
    requests: int
    out: bool


def exclusions(files: Sequence[Seen]) -> list[Place]:
    """What to leave out.

    Requests are left out only if they are other people's, or if all that they say to the model
    is said in requests that stay: a recording may be the only place where a prompt is written.
    """
    groups: defaultdict[tuple[str, str, bool], list[Seen]] = defaultdict(list)
    for file in files:
        found = _kind(file.path)
        if found is not None:
            groups[found].append(file)
    meant = {file for held in groups.values() for file in held}
    staying = {asked.wording for f in files if f not in meant for asked in f.requests}
    places = []
    for (pattern, why, named), held in sorted(groups.items()):
        requests = [asked for file in held for asked in file.requests]
        known = all(asked.wording in staying for asked in requests)
        out = why == _OTHERS or (known and why != _TESTS)
        if requests or why != _TESTS:
            places.append((Place(pattern, why, len(held), len(requests), out), named))
    return _gathered(places)


def is_testimony(path: str) -> bool:
    """Whether what a file says is said by the project itself: its code, its settings, its tests."""
    found = _kind(path)
    return found is None or found[1] == _TESTS


def _kind(path: str) -> tuple[str, str, bool] | None:
    """The pattern for what a file belongs to, what that is, and whether it goes by its name.

    What stands among the tests and is something else besides is that.
    """
    for why, names in _FILES.items():
        for name in names:
            if fnmatchcase(PurePosixPath(path).name.lower(), name):
                return name, why, True
    parts = PurePosixPath(path).parts[:-1]
    for tests in (False, True):
        for end, part in enumerate(parts, start=1):
            for why, names in _FOLDERS.items():
                if part.lower() in names and (why == _TESTS) is tests:
                    return anchored("/".join(parts[:end])), why, False
    return None


def _gathered(places: Iterable[tuple[Place, bool]]) -> list[Place]:
    """The places in order, with folders of one name that are in many taken together."""
    by_name: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
    for place, named in places:
        name = place.pattern if named else place.pattern.rstrip("/").rpartition("/")[2]
        by_name[name, place.why].append(place)
    found: list[Place] = []
    for (name, _), held in by_name.items():
        if len(held) < _EVERYWHERE or len({place.out for place in held}) > 1:
            found += held
        else:
            files, requests = sum(p.files for p in held), sum(p.requests for p in held)
            found.append(held[0]._replace(pattern=f"{name}/", files=files, requests=requests))
    found.sort(key=lambda place: (not place.out, place.pattern))
    sure = sum(place.out for place in found)
    return found[: sure + _MOST_DOUBTS]


def narrowed(files: Sequence[Seen]) -> tuple[str, ...] | None:
    """Patterns for the few folders that hold the requests; None where that saves nothing."""
    held = [PurePosixPath(file.path) for file in files if file.requests]
    if len(files) < _MANY_FILES or not held:
        return None
    depth = len(PurePosixPath(_innermost(held)).parts)
    ways = (_by_folder(held, depth + deeper) for deeper in (0, 1))
    return next((found for groups in ways if (found := _patterns(groups, files))), None)


def _patterns(
    groups: Mapping[str, Sequence[PurePosixPath]], files: Sequence[Seen]
) -> tuple[str, ...] | None:
    """Patterns for what is in some folders; None if these are many, or hold many other files."""
    if len(groups) > _MOST_FOLDERS:
        return None
    patterns = set()
    for folder, paths in groups.items():
        # Of a folder around another one, and of the top, only what stands directly in it is meant.
        deep = bool(folder) and not any(other.startswith(f"{folder}/") for other in groups)
        below = anchored(folder) + "**/" * deep
        patterns |= {f"{below}*{path.name[path.name.rindex('.') :]}" for path in paths}
    include = Patterns(Path(), tuple(sorted(patterns)))
    inside = {file.path for file in files if fits(Path(file.path), include)}
    meant = {str(path) for paths in groups.values() for path in paths}
    few = len(inside) <= _FEW_OF_THEM * len(files)
    return include.patterns if few and meant <= inside else None


def _by_folder(paths: Sequence[PurePosixPath], depth: int) -> Mapping[str, list[PurePosixPath]]:
    """The paths by the innermost folders that hold those with the same `depth` first folders."""
    groups: defaultdict[tuple[str, ...], list[PurePosixPath]] = defaultdict(list)
    for path in paths:
        groups[path.parts[:-1][:depth]].append(path)
    return {_innermost(held): held for held in groups.values()}


def _innermost(paths: Sequence[PurePosixPath]) -> str:
    """The innermost folder that holds some files, "" for the top."""
    return posixpath.commonpath([str(path.parent) for path in paths])


def anchored(folder: str) -> str:
    """The pattern for a folder of the top, "/" for the top itself.

    A sign that no text can hold, of a name that is not UTF-8, becomes one that fits any.
    """
    escaped = re.sub(r"([\\*?\[\]])", r"\\\1", folder)
    plain = "".join("?" if "\ud800" <= sign <= "\udfff" else sign for sign in escaped)
    return f"/{plain}/" if plain else "/"

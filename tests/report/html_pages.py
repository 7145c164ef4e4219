"""Pages for tests: of files, and of requests that mean harm."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

from promptlint.engine.lint import FileReport, Settings, check_file, check_source
from promptlint.report.cache_map import CacheMap, cache_maps
from promptlint.report.html import Pages
from promptlint.text import Source

SETTINGS = Settings(frozenset())
VOID = {"br", "meta"}


def maps_of(paths: Iterable[Path]) -> list[CacheMap]:
    reports = (check_file(str(path), SETTINGS, named=True) for path in paths)
    return [each for report in reports for each in cache_maps(report, SETTINGS)]


def maps_of_request(request: object, path: str = "r.json") -> list[CacheMap]:
    report: FileReport = check_source(Source(path, json.dumps(request)), SETTINGS)
    return cache_maps(report, SETTINGS)


def page(maps: Iterable[CacheMap]) -> str:
    pages = Pages()
    for _ in pages.watch(maps):
        pass
    return pages.text()


class Parsed(HTMLParser):
    """A page as its tags, attributes and words. Fails where a tag is left open or closed twice."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.raw: dict[str, list[str]] = {"style": [], "script": []}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute of {tag} stands twice"
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        raise AssertionError(f"<{tag}/> is no HTML")

    def handle_data(self, data: str) -> None:
        inside = self.open[-1] if self.open else ""
        self.raw.get(inside, self.words).append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")

    def values(self, name: str) -> list[str]:
        """All values of an attribute."""
        return [attrs[name] or "" for _, attrs in self.tags if name in attrs]

    @property
    def text(self) -> str:
        return "".join(self.words)

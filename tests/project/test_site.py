"""The site that docs/ becomes: built without a warning, whole, and at home in itself."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from promptlint import rulepack
from promptlint.rulepack import DOCUMENTATION

ROOT = Path(__file__).parents[2]

# What a browser fetches by itself; an `a` it only follows when told to.
LOADED = {
    ("audio", "src"),
    ("embed", "src"),
    ("iframe", "src"),
    ("image", "href"),
    ("img", "src"),
    ("img", "srcset"),
    ("input", "src"),
    ("link", "href"),
    ("object", "data"),
    ("script", "src"),
    ("source", "src"),
    ("source", "srcset"),
    ("track", "src"),
    ("use", "href"),
    ("video", "poster"),
    ("video", "src"),
}
# Of links in a page's head, those that only tell something.
TOLD = {"alternate", "author", "canonical", "index", "license", "next", "prev", "search"}
IN_STYLES = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")
# Where a script would have to name a host.
IN_SCRIPTS = re.compile(r"""(?:import|fetch|src\s*=|importScripts)\s*\(?\s*["'](https?:)?//""")


class Page(HTMLParser):
    """What a page loads, where its links lead, and what can be led to in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self._in_style = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        self._in_style = tag == "style"
        told = tag == "link" and {*given.get("rel", "").split()} <= TOLD
        for name, value in given.items():
            if name == "style":
                self.loads += in_style(value)
            elif (tag, name.removeprefix("xlink:")) in LOADED and not told:
                self.loads.append(value.split()[0] if value else "")
        if tag == "a" and "href" in given:
            self.links.append(given["href"])

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.loads += in_style(data)


def in_style(text: str) -> list[str]:
    return [one or other for one, other in IN_STYLES.findall(text)]


class Site(NamedTuple):
    """A folder of pages."""

    folder: Path
    pages: dict[str, Page]

    @classmethod
    def read(cls, folder: Path) -> Site:
        found = sorted(folder.rglob("*.html"))
        names = {path: path.relative_to(folder).as_posix() for path in found}
        return cls(
            folder, {name: Page(path.read_text(encoding="utf-8")) for path, name in names.items()}
        )

    def file(self, url: str) -> str:
        """The file that a server gives for a path, without the slash at its beginning."""
        path = unquote(url).lstrip("/")
        return f"{path}index.html" if path.endswith("/") or not path else path

    def from_elsewhere(self) -> list[str]:
        """Everything that would be fetched from another host."""
        loads = {name: page.loads for name, page in self.pages.items()}
        for path in self.folder.rglob("*"):
            name = path.relative_to(self.folder).as_posix()
            if path.suffix in {".css", ".svg"}:
                loads[name] = in_style(path.read_text(encoding="utf-8"))
            elif path.suffix == ".js":
                script = path.read_text(encoding="utf-8")
                loads[name] = ["https://" for _ in IN_SCRIPTS.findall(script)]
            if path.suffix == ".svg":
                loads[name] += Page(path.read_text(encoding="utf-8")).loads
        return [
            f"{name}: {url}"
            for name, urls in loads.items()
            for url in urls
            if urlsplit(url).scheme not in ("", "data") or url.startswith("//")
        ]

    def broken(self) -> list[str]:
        """Links and pictures within the site that lead nowhere."""
        wrong = []
        for name, page in self.pages.items():
            for url in (*page.links, *page.loads):
                if urlsplit(url).scheme or not url:
                    continue
                goal = urlsplit(urljoin(f"/{name}", url))
                file = self.file(goal.path)
                there = (self.folder / file).is_file()
                anchor = unquote(goal.fragment)
                if not there or (
                    anchor and file in self.pages and anchor not in self.pages[file].anchors
                ):
                    wrong.append(f"{name}: {url}")
        return wrong


@pytest.mark.skipif(not find_spec("furo"), reason="the extra `docs` is not installed")
def test_the_site_is_whole_and_loads_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "dirhtml"]
    command += ["-d", str(tmp_path / "doctrees"), "docs", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    site = Site.read(folder)
    assert site.from_elsewhere() == []
    assert site.broken() == []
    for rule in rulepack.load().values():
        path = site.file(rule.url.removeprefix(DOCUMENTATION))
        assert f"<h1>{rule.name}" in (folder / path).read_text(encoding="utf-8"), rule.url
    menu = {site.file(urlsplit(urljoin("/", url)).path) for url in site.pages["index.html"].links}
    unlisted = {name for name in site.pages if not name.startswith("rules/")} - menu
    assert unlisted == {"search/index.html"}


def test_what_would_be_loaded_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<link rel="canonical" href="https://a.example/"><link rel="stylesheet" href="//b.example">'
        '<style>@import "https://c.example/c.css"; p{background:url(data:image/png,)}</style>'
        '<img srcset="https://d.example/d.png 2x"><a href="https://e.example/">e</a>'
        "<p style=\"background:url('https://f.example/f.png')\">",
        encoding="utf-8",
    )
    (tmp_path / "g.css").write_text("@font-face{src:url(https://g.example/g.woff2)}", "utf-8")
    (tmp_path / "h.svg").write_text('<svg><image xlink:href="https://h.example"/></svg>', "utf-8")
    (tmp_path / "i.js").write_text(
        'import("https://i.example/i.js"); x = "https://j.example"', "utf-8"
    )
    assert {each.partition(": ")[2] for each in Site.read(tmp_path).from_elsewhere()} == {
        "//b.example",
        "https://c.example/c.css",
        "https://d.example/d.png",
        "https://f.example/f.png",
        "https://g.example/g.woff2",
        "https://h.example",
        "https://",
    }


def test_links_that_lead_nowhere_are_seen(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "index.html").write_text(
        '<p id="here"><a href="#here"></a><a href="b/"></a><a href="b/#there"></a>'
        '<a href="#gone"></a><a href="b/#gone"></a><a href="c/"></a><img src="d.png">',
        encoding="utf-8",
    )
    (tmp_path / "b/index.html").write_text('<p id="there"><a href="../#here"></a>', "utf-8")
    assert Site.read(tmp_path).broken() == [
        "index.html: #gone",
        "index.html: b/#gone",
        "index.html: c/",
        "index.html: d.png",
    ]

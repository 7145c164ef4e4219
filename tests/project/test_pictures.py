"""Pictures of a terminal say what is said there, and all have words for those who see none."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from scripts import pictures

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - we have drawn it ourselves


def words_of(svg: str) -> str:
    """The words of a picture, line by line, without the blanks."""
    root = parsed(svg)
    found: dict[float, list[tuple[float, str]]] = {}
    for text in root.iter("{http://www.w3.org/2000/svg}text"):
        found.setdefault(float(text.attrib["y"]), []).append(
            (float(text.attrib["x"]), text.text or "")
        )
    lines = ("".join(words for _, words in sorted(line)) for _, line in sorted(found.items()))
    return "\n".join("".join(line.split()) for line in lines)


def test_a_picture_of_a_terminal_says_what_is_said_there() -> None:
    command = [sys.executable, "-c", pictures.RUN, *pictures.PICTURES["layout"]]
    environment = {"NO_COLOR": "1", "COLUMNS": "80", "PATH": ""}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    lines = ["".join(line.split()) for line in done.stdout.splitlines()]
    shown = words_of((DOCS / "pictures/layout.svg").read_text(encoding="utf-8")).splitlines()
    assert shown[0] == f"$promptlintlayout{pictures.REQUEST}"
    assert shown[1:] == [line for line in lines if line]


def test_a_terminal_is_drawn_with_its_colours_and_safely() -> None:
    svg = pictures.screen("a \x1b[1;31m<b>\x1b[0m & \x1b[2m漢\x1b[0mc\n", "x < y")
    root = parsed(svg)
    texts = [*root.iter("{http://www.w3.org/2000/svg}text")]
    assert [(each.text, each.attrib.get("class")) for each in texts] == [
        ("a", None),
        ("<b>", "bold bad"),
        ("&", None),
        ("漢", "dim"),
        ("c", None),
    ]
    columns = [(float(each.attrib["x"]) - 16) / 8.4 for each in texts]
    assert [round(each, 2) for each in columns] == [0, 2, 6, 8, 10]


@pytest.mark.parametrize(
    "path", sorted((DOCS / "pictures").glob("*.svg")), ids=lambda path: path.stem
)
def test_a_picture_has_words_for_those_who_do_not_see_it(path: Path) -> None:
    root = parsed(path.read_text(encoding="utf-8"))
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.text
    shown = [
        alt
        for page in (*DOCS.glob("*.md"), ROOT / "README.md")
        for alt, name in re.findall(
            r"!\[([^\]]*)\]\((?:docs/)?pictures/([\w-]+)\.svg\)", page.read_text(encoding="utf-8")
        )
        if name == path.stem
    ]
    assert shown, "nobody shows it"
    assert all(len(alt) > 40 for alt in shown)

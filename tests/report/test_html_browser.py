"""The page in a real browser: nothing loaded, nothing complained of, all of it within reach."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import browser, find_browser
from effort import takes_long
from html_pages import maps_of, maps_of_request, page

from promptlint.report.html.palette import DARK, LIGHT

if TYPE_CHECKING:
    from browser import Browser

STORIES = ("clock-in-system", "clock-in-tool", "memory-in-system", "nova-invoke", "ten-refusals")


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    program = find_browser()
    if program is None:
        pytest.skip("no Chromium here (PROMPTLINT_BROWSER names its program)")
    with browser(program, tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="module")
def many(root: Path, folder: Path) -> Path:
    paths = [root / f"fixtures/stories/{name}/request.json" for name in STORIES]
    file = folder / "many.html"
    file.write_text(page(maps_of(paths)), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def one(root: Path, folder: Path) -> Path:
    file = folder / "one.html"
    maps = maps_of([root / "fixtures/stories/memory-in-system/request.json"])
    file.write_text(page(maps), encoding="utf-8")
    return file


def complaints(tab: Browser) -> list[object]:
    said = tab.events("Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled")
    return [*said]


def requested(tab: Browser) -> list[str]:
    return [each["request"]["url"] for each in tab.events("Network.requestWillBeSent")]


def to_a_block(tab: Browser) -> None:
    for _ in range(60):
        tab.press("Tab")
        if tab.value("document.activeElement.matches('.blocks a')"):
            return
    raise AssertionError("the keyboard reaches no block")


def active(tab: Browser, expression: str) -> object:
    return tab.value(f"(active => {expression})(document.activeElement)")


SHOWN = "getComputedStyle(active.querySelector('.tip')).display"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_is_loaded_and_nothing_goes_wrong(tab: Browser, many: Path, dark: bool) -> None:
    tab.visit(many, dark=dark)
    assert tab.value("document.querySelectorAll('.blocks a').length") > 20
    assert complaints(tab) == []
    assert requested(tab) == [many.as_uri()]


def test_the_policy_forbids_to_load(tab: Browser, one: Path) -> None:
    # The guard of the test above: a picture that got into the page is refused, and noticed.
    tab.visit(one)
    tab.value("document.body.append(Object.assign(new Image(), {src: 'https://example.com/x'}))")
    tab.value("document.body.insertAdjacentHTML('beforeend', '<p onclick=x()></p>')")
    tab.value("document.querySelector('p[onclick]').click()")
    assert "Content Security Policy" in json.dumps(complaints(tab))
    assert tab.value("[...document.images].map(each => each.naturalWidth)") == [0]


@pytest.mark.parametrize("width", [400, 1280])
def test_nothing_sticks_out(tab: Browser, many: Path, width: int) -> None:
    tab.visit(many, width=width)
    assert tab.value("document.documentElement.clientWidth") == width
    # With every table unfolded, and every tip shown in its turn.
    wide = """(() => {
        const page = document.documentElement, found = [];
        for (const each of document.querySelectorAll('details')) each.open = true;
        for (const each of document.querySelectorAll('.blocks a')) {
            each.focus();
            const tip = each.querySelector('.tip').getBoundingClientRect();
            if (!tip.width || tip.left < 0 || tip.right > page.clientWidth)
                found.push(each.ariaLabel);
            if (page.scrollWidth > page.clientWidth) found.push(page.scrollWidth);
        }
        return found;
    })()"""
    tab.press("Tab")  # focus by script counts as visible after a key
    assert tab.value(wide) == []


def test_the_keyboard_shows_what_a_block_is(tab: Browser, one: Path) -> None:
    tab.visit(one)
    to_a_block(tab)
    assert active(tab, SHOWN) == "block"
    tip = str(active(tab, "active.querySelector('.tip').textContent"))
    assert "Block 0, text" in tip
    assert "tokens" in tip
    assert "memory" in tip
    assert "/system/0" in tip
    assert active(tab, "getComputedStyle(active).outlineStyle") == "solid"
    assert float(str(active(tab, "parseFloat(getComputedStyle(active).outlineWidth)"))) >= 2
    tab.press("Escape")
    assert active(tab, SHOWN) == "none"
    tab.press("ArrowRight")
    assert active(tab, SHOWN) == "block"
    assert "block 1" in str(active(tab, "active.ariaLabel"))
    tab.press("Tab")  # one stop for all blocks of a map
    assert not active(tab, "active.closest('ol') === document.querySelector('.blocks')")


def test_enter_leads_to_the_row_of_the_table(tab: Browser, one: Path) -> None:
    tab.visit(one)
    assert tab.value("document.querySelector('details').open") is False
    to_a_block(tab)
    tab.press("Enter")
    assert tab.value("document.querySelector('details').open") is True
    assert tab.value("document.querySelector('tr:target').innerText").startswith("system: block 0")


def test_the_pointer_shows_what_a_block_is(tab: Browser, one: Path) -> None:
    tab.visit(one)
    box = tab.value("document.querySelector('.blocks a').getBoundingClientRect().toJSON()")
    tab.point(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
    assert tab.value(f"(active => {SHOWN})(document.querySelector('.blocks a'))") == "block"


def test_without_scripts_every_block_is_a_stop(tab: Browser, one: Path) -> None:
    tab.visit(one, js=False)
    to_a_block(tab)
    assert active(tab, SHOWN) == "block"
    tab.press("Tab")
    assert active(tab, SHOWN) == "block"
    assert "block 1" in str(active(tab, "active.ariaLabel"))


def test_dark_is_dark(tab: Browser, one: Path) -> None:
    seen = {}
    for dark in (False, True):
        tab.visit(one, dark=dark)
        seen[dark] = tab.value("getComputedStyle(document.body).backgroundColor")
    assert seen == {False: rgb(LIGHT["page"]), True: rgb(DARK["page"])}


def rgb(color: str) -> str:
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgb({red}, {green}, {blue})"


# Every element with words of its own against the nearest background that is not transparent.
CONTRAST = """(() => {
    const parse = (color) => color.match(/[\\d.]+/g).map(Number);
    const light = (color) => {
        const [r, g, b] = parse(color).map((v) => {
            v /= 255;
            return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (each) => {
        for (; each; each = each.parentElement) {
            const color = getComputedStyle(each).backgroundColor;
            const [, , , alpha = 1] = parse(color);
            if (alpha === 1) return color;
        }
        return 'rgb(255, 255, 255)';
    };
    const found = {};
    for (const each of document.querySelectorAll('body *')) {
        const own = [...each.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
        if (!own || each.closest('script,style')) continue;
        const [a, b] = [light(getComputedStyle(each).color), light(behind(each))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) found[each.className || each.tagName] = ratio;
    }
    return found;
})()"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_all_words_can_be_read(tab: Browser, many: Path, dark: bool) -> None:
    tab.visit(many, dark=dark)
    assert tab.value(CONTRAST) == {}


@pytest.mark.parametrize("width", [400, 1280])
def test_a_map_is_drawn_to_scale(tab: Browser, many: Path, width: int) -> None:
    tab.visit(many, width=width)
    drawn = tab.value("""[...document.querySelectorAll('.blocks')].map(list => ({
        whole: list.getBoundingClientRect().width,
        total: list.closest('.strip').previousElementSibling.innerText,
        blocks: [...list.querySelectorAll('li')].map(each => [
            each.getBoundingClientRect().width, each.querySelector('a').ariaLabel])}))""")
    assert len(drawn) > len(STORIES)
    for each in drawn:
        total = number_before(each["total"], " (")
        for wide, label in each["blocks"]:
            share = number_before(label, " tokens") / total
            assert wide == pytest.approx(max(share * each["whole"], 2), abs=0.6), label


def number_before(text: str, words: str) -> int:
    return int(text.partition(words)[0].split()[-1].replace(",", ""))


def test_on_paper_tables_unfold_and_drawings_are_light(tab: Browser, one: Path) -> None:
    tab.visit(one, dark=True)
    stream = tab.call("Page.printToPDF", transferMode="ReturnAsStream")["stream"]
    assert tab.value("document.querySelector('details').open") is True
    size, done = 0, False
    while not done:
        part = tab.call("IO.read", handle=stream, size=1 << 20)
        size, done = size + len(part["data"]), part["eof"]
    assert 10_000 < size < 1_000_000  # repeating gradients made it more than eight million
    tab.call("Emulation.setEmulatedMedia", media="print")
    seen = tab.value("getComputedStyle(document.body).backgroundColor")
    tab.call("Emulation.setEmulatedMedia", media="")
    assert seen == rgb(LIGHT["page"])


HOSTILE = (
    "</script><script>document.title='hit'</script><img src=x onerror=\"document.title='hit'\">"
    "'\"><svg/onload=document.title='hit'>\x1b[2J\x00\u202e<!--"
)


def test_a_prompt_is_text_and_nothing_else(tab: Browser, folder: Path) -> None:
    request = {
        "modelId": HOSTILE,
        "toolConfig": {"tools": [{"toolSpec": {"name": HOSTILE, "inputSchema": {"json": {}}}}]},
        "system": [
            {"text": f"Current time: 2026-11-20T09:41:27Z {HOSTILE}\n" + "words " * 3000},
            {"cachePoint": {"type": "default", "ttl": HOSTILE}},
        ],
        "messages": [{"role": "user", "content": [{"text": HOSTILE}]}],
    }
    file = folder / "hostile.html"
    maps = maps_of_request(request, f"{HOSTILE}.json")
    assert len(maps) == 1
    file.write_text(page(maps), encoding="utf-8")
    tab.visit(file)
    assert tab.value("document.title") == "Cache map"
    assert tab.value("[document.scripts.length, document.images.length]") == [1, 0]
    assert tab.value("document.body.innerText.includes('document.title=')") is True
    assert complaints(tab) == []
    assert requested(tab) == [file.as_uri()]


@takes_long
def test_all_real_requests_on_one_page(tab: Browser, corpus: Path, folder: Path) -> None:
    maps = maps_of(sorted((corpus / "requests").glob("*.json")))
    file = folder / "corpus.html"
    file.write_text(page(maps), encoding="utf-8")
    assert file.stat().st_size < 2_000_000
    tab.visit(file, width=400)
    assert complaints(tab) == []
    assert requested(tab) == [file.as_uri()]
    assert tab.value("document.querySelectorAll('article').length") == len(maps)
    assert tab.value("document.documentElement.scrollWidth") == 400
    assert tab.value(CONTRAST) == {}

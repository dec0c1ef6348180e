"""The page in a browser, as readers with different eyes, hands and screens meet it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from dueregard.papers.charts import render_charts
from dueregard.papers.document import Heading
from dueregard.papers.renderers.html import render
from tests.papers_samples import sample_document

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
DOCUMENTS = {"small": sample_document(), "large": sample_document(size="large")}
TELEPHONE: ViewportSize = {"width": 320, "height": 640}
DESK: ViewportSize = {"width": 1280, "height": 1024}


@pytest.fixture(scope="module")
def browser(chromium_path: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(chromium_path), args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pages")
    for name, document in DOCUMENTS.items():
        (made / f"{name}.html").write_bytes(render(document, render_charts(document)))
    return made


@pytest.fixture(params=list(DOCUMENTS))
def page(request: pytest.FixtureRequest, browser: Browser, folder: Path) -> Iterator[Page]:
    """The page of each document; afterwards it must have asked for nothing and complained of nothing."""
    opened = browser.new_page(viewport=DESK)
    asked, complaints = [], []
    opened.on("request", lambda sent: asked.append(sent.url))
    opened.on("console", lambda message: complaints.append(message.text))
    opened.goto((folder / f"{request.param}.html").as_uri())
    yield opened
    opened.close()
    outside = [url for url in asked[1:] if not url.startswith("data:font/ttf")]
    assert outside == []
    assert complaints == []


def assert_accessible(page: Page) -> None:
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    assert results.violations_count == 0, results.generate_report()
    assert len(results.response["passes"]) > 20, "axe looked at something"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, TELEPHONE], ids=["desk", "telephone"])
def test_axe_finds_nothing(page, scheme, viewport):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(viewport)
    assert_accessible(page)


@pytest.mark.parametrize("media", ["print", "screen"])
def test_axe_finds_nothing_in_print_or_in_forced_colours(page, media):
    page.emulate_media(media=media, forced_colors="active" if media == "screen" else "none")
    assert_accessible(page)


def test_axe_would_find_something(page):
    """The check itself is awake: a picture without words is found."""
    page.evaluate("document.body.firstElementChild.after(document.createElement('img'))")
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    assert "image-alt" in results.generate_report()


def test_nothing_runs_off_a_narrow_screen(page):
    """A desk's screen at 400 per cent is 320 pixels wide; only wide tables scroll, each in its own box."""
    page.set_viewport_size(TELEPHONE)
    assert page.evaluate("document.documentElement.scrollWidth") == TELEPHONE["width"]
    loose = page.evaluate(
        """[...document.querySelectorAll('main *')]
           .filter(e => !e.closest('.table') && !e.closest('svg') && e.getBoundingClientRect().right > 320.5)
           .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert loose == []


def test_spaced_out_text_is_not_cut_off(page):
    """Readers may set their own spacing (WCAG 1.4.12): the page grows, and no text is clipped."""
    page.set_viewport_size(TELEPHONE)
    page.evaluate(
        """() => { for (const e of document.querySelectorAll('main *')) {
             e.style.lineHeight = '1.5'; e.style.letterSpacing = '.12em'; e.style.wordSpacing = '.16em' } }"""
    )
    clipped = page.evaluate(
        """[...document.querySelectorAll('main *')]
           .filter(e => getComputedStyle(e).overflowY === 'hidden' && e.scrollHeight > e.clientHeight + 1).length"""
    )
    assert clipped == 0
    assert page.evaluate("document.documentElement.scrollWidth") == TELEPHONE["width"]


def test_the_first_tab_leads_past_the_contents(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the paper"
    left = page.evaluate("document.activeElement.getBoundingClientRect().left")
    assert left >= 0, "the link is seen when it is reached"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "H1"


def test_every_stop_of_the_keyboard_is_seen(page):
    """Tab goes forward through the page, and each stop has an outline and stands on the screen."""
    stops = page.evaluate("document.querySelectorAll('a[href], [tabindex=\"0\"]').length")
    tops = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e);
                 return {tag: e.tagName, width: s.outlineWidth, style: s.outlineStyle, place: r.top + scrollY,
                         top: r.top, bottom: r.bottom} }"""
        )
        assert seen["tag"] in ("A", "DIV")
        assert (seen["width"], seen["style"]) == ("3px", "solid")
        assert seen["bottom"] > 0
        assert seen["top"] < DESK["height"]
        tops.append(seen["place"])
    assert tops[1:] == sorted(tops[1:])


def _wait_until(page: Page, condition: str, patience: int = 100) -> None:
    """Ask again until it holds: the page's own policy forbids the evaluating that ``wait_for_function`` polls by."""
    for _ in range(patience):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"after {patience} looks this still does not hold: {condition}")


def test_wide_tables_scroll_by_keyboard(page):
    page.set_viewport_size(TELEPHONE)
    region = page.locator(".table[tabindex]").first
    region.focus()
    page.keyboard.press("ArrowRight")
    _wait_until(page, "document.activeElement.scrollLeft > 0")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "region"


def test_each_line_of_the_contents_leads_to_its_heading(browser, folder):
    document = DOCUMENTS["large"]
    page = browser.new_page(viewport=DESK)
    page.goto((folder / "large.html").as_uri())
    wanted = [block.text for block in document.blocks if isinstance(block, Heading) and block.level <= 2]
    for place, words in enumerate(wanted):
        page.locator("nav a").nth(place).click()
        target = page.evaluate("document.querySelector(':target').textContent")
        assert target == words
    page.close()


def test_the_page_uses_the_font_it_brings(page):
    page.evaluate("document.fonts.ready.then(() => true)")
    assert (
        page.evaluate("[...document.fonts].map(f => f.family + ' ' + f.status)") == ["Paper Sans loaded"] * 2
    )


def test_printed_pages_bear_marking_footer_and_number(browser, folder, pdftoppm, tmp_path):
    page = browser.new_page()
    page.goto((folder / "large.html").as_uri())
    page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    page.close()
    reader = pdftoppm.with_name("pdftotext")
    done = subprocess.run([reader, "-layout", tmp_path / "printed.pdf", "-"], capture_output=True, check=True)
    sheets = done.stdout.decode().removesuffix("\f").split("\f")
    assert len(sheets) >= 25
    for number, sheet in enumerate(sheets, 1):
        first, *_, last = sheet.strip().splitlines()
        assert first.strip() == "OFFICIAL-SENSITIVE"
        assert (
            last.split()
            == f"Exampleshire Police, illustrative OFFICIAL-SENSITIVE Page {number} of {len(sheets)}".split()
        )

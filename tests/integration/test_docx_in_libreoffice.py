"""The Word file as a reader meets it: opened by LibreOffice and laid out in pages."""

import re
import subprocess
from pathlib import Path

import pytest

from dueregard.papers.document import Decision, Document, Heading, Paragraph, Table
from tests.papers_samples import NASTY, sample_document
from tests.support.docx_reading import rendered


def laid_out(document: Document, soffice: Path, folder: Path) -> Path:
    """The paper as a PDF of LibreOffice's, made under a profile of its own."""
    source = folder / "paper.docx"
    source.write_bytes(rendered(document))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command: list[str | Path] = [
        soffice,
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        folder,
        source,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / "paper.pdf"


def page_texts(pdf: Path, pdftoppm: Path) -> list[str]:
    """The text of each page; pdftotext comes in the same package as pdftoppm."""
    command: list[str | Path] = [pdftoppm.with_name("pdftotext"), "-layout", pdf, "-"]
    text = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()
    return text.removesuffix("\f").split("\f")


def squeezed(text: str) -> str:
    """The text without white space, so that the breaks of lines do not matter."""
    return re.sub(r"\s", "", text)


def without_head_and_foot(pages: list[str]) -> str:
    """The body of the pages, so that a sentence that runs over to the next page is whole."""
    bodies = []
    for page in pages:
        lines = [line for line in page.splitlines() if line.strip()]
        bodies.append("\n".join(lines[1:-2]))
    return "\n".join(bodies)


@pytest.fixture(scope="module")
def pages(soffice: Path, pdftoppm: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The pages of the large paper."""
    pdf = laid_out(sample_document(size="large"), soffice, tmp_path_factory.mktemp("large"))
    return page_texts(pdf, pdftoppm)


def test_every_page_bears_the_marking_twice_the_footer_and_its_number(pages: list[str]) -> None:
    assert len(pages) >= 20
    for number, page in enumerate(pages, start=1):
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        assert lines[0] == lines[-1] == "OFFICIAL-SENSITIVE"
        assert lines[-2].startswith("Exampleshire Police, illustrative")
        assert lines[-2].endswith(f"Page {number} of {len(pages)}")


def test_paragraphs_are_printed_with_the_papers_numbers(pages: list[str]) -> None:
    whole = "\n".join(pages)
    numbered = [b for b in sample_document(size="large").blocks if isinstance(b, Paragraph) and b.number]
    printed = [
        (int(number), start) for number, start in re.findall(r"^ *(\d+)\.  +(\S+)", whole, re.MULTILINE)
    ]
    assert printed == [(block.number, (block.lead or block.text).split()[0]) for block in numbered]


def test_headings_recommendations_and_tables_stand_in_the_papers_order(pages: list[str]) -> None:
    wanted = []
    for block in sample_document(size="large").blocks:
        match block:
            case Heading(text=text):
                wanted.append(text)
            case Table(caption=caption):
                wanted.append(caption)
            case Decision(number=number, text=text):
                wanted.append(f"Recommendation {number}: {text}")
    body = squeezed(without_head_and_foot(pages))
    position = body.index("Recommendationsagain")  # the last entry of the contents
    for text in wanted:
        position = body.find(squeezed(text), position)
        assert position >= 0, f"{text!r} is missing or out of order"


def test_the_contents_name_the_paragraph_at_which_each_section_begins(pages: list[str]) -> None:
    assert re.search(r"Public confidence and the local policing bodies\s*\.+\s*paragraph 61\b", pages[0])


def test_a_table_that_runs_over_repeats_its_header(pages: list[str]) -> None:
    tables = [
        b for b in sample_document(size="large").blocks if isinstance(b, Table) and b.header[0] == "Criterion"
    ]
    headers = [re.findall(r"^ *Criterion +Rating +Confidence", page, re.MULTILINE) for page in pages]
    captions = [re.findall(r"^Criteria of", page, re.MULTILINE) for page in pages]
    assert sum(map(len, captions)) == len(tables) == 12
    running_over = [
        number for number, page in enumerate(pages) if len(headers[number]) > len(captions[number])
    ]
    assert running_over, "no table ran over, so this test shows nothing: make the sample longer"
    assert all(re.search(r"^ *\d+\.\d+ ", pages[number], re.MULTILINE) for number in running_over)


def test_text_that_bites_opens_and_reaches_the_page(soffice: Path, pdftoppm: Path, tmp_path: Path) -> None:
    document = sample_document()
    whole = squeezed(" ".join(page_texts(laid_out(document, soffice, tmp_path), pdftoppm)))
    assert squeezed(NASTY[8]) in whole
    assert squeezed(NASTY[9]) in whole
    assert squeezed("18. Officers taken for deployments") in whole

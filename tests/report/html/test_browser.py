"""Both pages in a real browser, where one is installed."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from grader.batch import page
from grader.model import Report, Rule
from grader.report import document
from grader.report.html import student
from tests.batch.lines import CHECK, line, report_with
from tests.report import builder
from tests.report.html.browser import Browser, running
from tests.report.html.pages import CELLS, MISTAKE, full

pytestmark = pytest.mark.unmeasured

WIDTHS = (360, 800, 1440)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with running(tmp_path_factory.mktemp("browser")) as started:
        yield started


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("pages")
    wrong = report_with()
    same = report_with_mistake()
    lines = [
        line("ada", same, points=2.0),
        line("bob", same, points=10.0),
        line("cy", wrong, points=1.0, exit_code=0),
    ]
    about = page.About("micrograd exercises", "class.zip", ("gradf",), len(lines))
    many = [f"a_check_with_a_long_name_{number}" for number in range(6)]
    checks = [CHECK | {"id": each, "verdict": "not_attempted"} for each in many[1:]]
    checks.append(CHECK | {"id": many[0], "verdict": "error"})
    long = {"id": "1234567", "name": "Wolfeschlegelsteinhausenbergerdorff, Hubert Blaine"}
    heads = [line(str(number), wrong, checks=checks, late=True) for number in range(3)]
    of_many = [each._replace(head=each.head | {"student": long}) for each in heads]
    written = {
        "student": student.render(full(), CELLS),
        "class": page.render(lines, about),
        "raised": student.render(report_that_raised(), CELLS),
        "checks": page.render(of_many, about._replace(checks=tuple(many), total=3)),
    }
    for name, text in written.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in written}


def report_that_raised() -> Report:
    found = "AttributeError: 'Value' object has no attribute 'dat'"
    numbers = [builder.dim(None, 27.92274365969473, 27.92274365969473, name="exp")] * 3
    dims = (*numbers, builder.dim(None, 6.4, None, name="log", found=found))
    return builder.report(builder.check(builder.published(dims=dims, rule=Rule.OPERATIONS)))


def report_with_mistake() -> str:
    wrong = builder.check(builder.published((1.5, 10.25, 0.0625)), mistakes=(MISTAKE,))
    return document.Lines().render(builder.report(wrong))


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["student", "class"])
def test_a_page_fits_its_window_and_asks_for_nothing(
    browser: Browser, addresses: dict[str, str], name: str, width: int, dark: bool
) -> None:
    browser.open(addresses[name], width=width, dark=dark)

    assert browser.value("document.documentElement.scrollWidth") <= width
    assert browser.requested() == [addresses[name]]
    assert browser.complaints() == []  # the page's own style and script are what its policy allows
    red, green, blue = eval(browser.value("getComputedStyle(document.body).backgroundColor")[3:])
    assert (red + green + blue < 150) == dark


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["student", "class", "checks", "raised"])
def test_every_number_of_a_page_is_seen_without_scrolling_sideways(
    browser: Browser, addresses: dict[str, str], name: str, width: int, script: bool
) -> None:
    browser.open(addresses[name], width=width, script=script)
    wide = """JSON.stringify([...document.querySelectorAll('.scroll:has(> table)')]
        .filter(each => each.scrollWidth > each.clientWidth).map(each => each.ariaLabel))"""

    assert browser.value("document.querySelectorAll('.scroll > table td').length") > 10
    assert json.loads(browser.value(wide)) == []


@pytest.mark.parametrize("name", ["student", "raised"])
def test_on_a_phone_the_right_number_and_the_students_begin_lines_of_their_own(
    browser: Browser, addresses: dict[str, str], name: str
) -> None:
    browser.open(addresses[name], width=360)
    lefts = """JSON.stringify([...document.querySelectorAll('.stacked td')]
        .filter(each => ['expected', 'yours'].includes(each.dataset.title))
        .map(each => each.getBoundingClientRect().left - each.parentElement.getBoundingClientRect().left))"""
    found = json.loads(browser.value(lefts))

    assert len(found) > 4
    assert set(found) == {0}


def test_what_is_said_of_a_line_of_code_is_seen_without_scrolling(
    browser: Browser, addresses: dict[str, str]
) -> None:
    browser.open(addresses["student"], width=360)
    beyond = """[...document.querySelectorAll('.note')].map(each => each.getBoundingClientRect().right
        - each.closest('.scroll').getBoundingClientRect().right)"""
    found = browser.value(beyond)

    assert found
    assert max(found) <= 0


def test_on_a_phone_the_ways_to_a_check_and_to_its_code_are_as_tall_as_a_finger(
    browser: Browser, addresses: dict[str, str]
) -> None:
    browser.open(addresses["student"], width=360)
    heights = "[...document.querySelectorAll('.stacked a')].map(each => each.getBoundingClientRect().height)"

    assert min(browser.value(heights)) >= 24  # WCAG 2.2, target size


def test_on_a_phone_the_verdicts_of_a_check_stand_below_each_other(
    browser: Browser, addresses: dict[str, str]
) -> None:
    browser.open(addresses["checks"], width=360)
    widths = """JSON.stringify([...document.querySelectorAll('[aria-label="verdicts of each check"] td')]
        .map(each => getComputedStyle(each, '::before').minWidth))"""
    found = json.loads(browser.value(widths))

    assert len(found) > 6
    assert len(set(found)) == 1


def test_a_script_that_is_none_of_the_pages_does_not_run(browser: Browser, addresses: dict[str, str]) -> None:
    browser.open(addresses["class"])
    browser.value(
        "(() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
        " document.body.append(s) })()"
    )

    assert browser.value("window.ran === undefined")
    browser.ask("Runtime.evaluate", expression="0")  # what was noticed has been told by now
    assert "Content Security Policy" in " ".join(browser.complaints())


def rows(browser: Browser) -> list[str]:
    shown = "[...document.querySelectorAll('#class tbody tr')].filter(r => r.offsetParent)"
    return list(browser.value(f"{shown}.map(r => r.cells[0].textContent)"))


def test_the_table_is_sorted_by_numbers_as_numbers(browser: Browser, addresses: dict[str, str]) -> None:
    browser.open(addresses["class"])
    click = "document.querySelectorAll('#class thead button')[1].click()"

    browser.value(click)
    assert rows(browser) == ["cy", "ada", "bob"]
    browser.value(click)
    assert rows(browser) == ["bob", "ada", "cy"]
    assert browser.value("document.querySelector('[aria-sort]').ariaSort") == "descending"


@pytest.mark.parametrize("script", [True, False])
def test_on_paper_the_tables_head_is_words_and_no_buttons(
    browser: Browser, addresses: dict[str, str], script: bool
) -> None:
    browser.open(addresses["class"], script=script)
    browser.ask("Emulation.setEmulatedMedia", media="print")
    shown = browser.value("document.querySelectorAll('#class thead th')[1].innerText")
    drawn = browser.value(
        "getComputedStyle(document.querySelectorAll('#class thead th')[1], '::after').content"
    )
    browser.ask("Emulation.setEmulatedMedia", media="")

    assert (shown, drawn) == (("", '"points"') if script else ("points", "none"))


def test_on_paper_a_title_is_no_larger_than_what_stands_below_it(
    browser: Browser, addresses: dict[str, str]
) -> None:
    browser.open(addresses["class"])
    browser.ask("Emulation.setEmulatedMedia", media="print")
    sizes = browser.value(
        "['thead th', 'tbody td'].map(each => parseFloat(getComputedStyle("
        "document.querySelector('#class ' + each)).fontSize))"
    )
    browser.ask("Emulation.setEmulatedMedia", media="")

    assert 0.9 < sizes[0] / sizes[1] < 1.1


def test_the_table_is_filtered_by_words_result_and_mistake(
    browser: Browser, addresses: dict[str, str]
) -> None:
    browser.open(addresses["class"])

    def enter(field: str, text: str) -> list[str]:
        browser.value(
            f"(() => {{ const e = document.getElementById('{field}'); e.value = '{text}';"
            " e.dispatchEvent(new Event('input')) })()"
        )
        return rows(browser)

    assert enter("search", "BOB") == ["bob"]
    assert browser.value("document.getElementById('shown').textContent") == "1 of 3 students"
    assert enter("search", "") == ["ada", "bob", "cy"]
    assert enter("result", "ok") == ["cy"]
    assert enter("result", "") == ["ada", "bob", "cy"]
    assert enter("group", "0") == ["ada", "bob"]


def test_a_name_leads_to_what_was_wrong_and_opens_it(browser: Browser, addresses: dict[str, str]) -> None:
    browser.open(addresses["class"])
    browser.value("document.querySelector('#class tbody a').click()")

    for _ in range(50):  # the browser opens it when it gets to it
        if browser.value("document.querySelector('details:has(:target)')?.open"):
            break
    assert browser.value("document.querySelector('details:has(:target)').open")
    assert "a minus is lost" in browser.value("document.querySelector(':target').textContent")


@pytest.mark.parametrize("name", ["student", "class"])
def test_without_script_everything_is_there_to_read(
    browser: Browser, addresses: dict[str, str], name: str
) -> None:
    browser.open(addresses[name], script=False)
    text = browser.value("document.body.innerText")

    assert "a minus is lost" in text
    assert "gradf" in text
    assert "Search" not in text  # what would do nothing is not offered

from __future__ import annotations

import re
import string

import pytest

from grader.model import Verdict
from grader.wording import TOPICS, codes, wording_of


def test_a_code_stands_in_one_topic_alone() -> None:
    assert len(codes()) == len(set(codes()))


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_is_explained(verdict: Verdict) -> None:
    assert wording_of(verdict).topic == "verdicts"


@pytest.mark.parametrize("code", codes())
def test_every_wording_is_whole_sentences_without_stray_braces(code: str) -> None:
    wording = wording_of(code)

    assert wording.topic in TOPICS
    assert wording.message
    assert wording.explanation.endswith((".", "?", "!"))
    for text in (wording.message, wording.hint):
        assert all(name is None or name.isidentifier() for _, name, _, _ in string.Formatter().parse(text))


@pytest.mark.parametrize("code", codes())
def test_no_message_calls_the_function_f_whatever_its_name_is(code: str) -> None:
    assert re.search(r"\bf\b(?!\()", wording_of(code).message) is None


def test_an_unknown_code_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        wording_of("no-such-code")

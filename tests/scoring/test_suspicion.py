"""Flags for a person: what was seen of an answer, in words, where numbers prove nothing."""

from __future__ import annotations

import math

import pytest

from grader.model import Element, Evidence, Flag, Missing, Noted, Numbers, Reworded, Sight, Spelled, Verdict
from grader.scoring import gradient
from grader.scoring.asking import Asked, check_result
from grader.scoring.suspicion import flags_of, with_numbers, with_spelled
from tests.scoring.gradient_formulas import MICROGRAD
from tests.scoring.gradient_grading import asked_of, function_of, gathered, judged_alone
from tests.scoring.graphs import CHECKS, EXERCISE

RIGHT = function_of(MICROGRAD, MICROGRAD.plain)
# Right wherever the cases ask, and a little off wherever nobody does.
POINTS = {tuple(each.value for each in answer.inputs) for _, _, answer in asked_of(MICROGRAD).points()}


def right_at_the_cases(*x: float) -> list[float]:
    return [each if x in POINTS else 1.001 * each for each in RIGHT(*x)]


def flags(*sights: Sight, answer: object = RIGHT) -> list[str]:
    noted = Noted(sights=frozenset(sights), step=1e-6, evaluations=7)
    result = judged_alone(asked_of(MICROGRAD), answer, noted)  # type: ignore[arg-type]
    assert result.verdict is Verdict.OK
    return [flag.code for flag in result.flags]


@pytest.mark.parametrize(
    ("sights", "codes"),
    [
        ((), []),
        ((Sight.STEP,), []),
        ((Sight.COMPLEX,), ["complex-step"]),
        ((Sight.OBJECTS,), ["autodiff-behind"]),
        ((Sight.LIBRARY,), ["autodiff-behind"]),
        ((Sight.OBJECTS, Sight.LIBRARY), ["autodiff-behind"]),
        ((Sight.NEARBY,), ["calls-f"]),
        ((Sight.ELSEWHERE,), ["calls-f"]),
        ((Sight.QUOTIENT,), []),
        ((Sight.PRECISE,), ["small-steps"]),
        ((Sight.QUOTIENT, Sight.NEARBY, Sight.STEP), ["calls-f"]),
        ((Sight.COMPLEX, Sight.OBJECTS), ["complex-step", "autodiff-behind"]),
        ((Sight.SUMS,), ["autodiff-behind"]),
        ((Sight.AROUND,), ["calls-f"]),
        ((Sight.AROUND, Sight.COMPLEX), ["complex-step"]),
        ((Sight.OTHERWISE,), ["answers-otherwise"]),
        ((Sight.UNSEEN,), ["not-seen"]),
        ((Sight.OTHERWISE, Sight.UNSEEN), ["answers-otherwise"]),
    ],
)
def test_each_sight_has_its_flag(sights: tuple[Sight, ...], codes: list[str]) -> None:
    assert flags(*sights) == codes


def test_numbers_that_are_right_at_the_cases_alone_are_flagged() -> None:
    assert flags(answer=right_at_the_cases) == ["differs-elsewhere"]
    assert flags(Sight.STEP, answer=right_at_the_cases) == ["small-steps"]
    assert flags(Sight.QUOTIENT, answer=right_at_the_cases) == ["small-steps"]
    assert flags(Sight.COMPLEX, answer=right_at_the_cases) == ["complex-step"]
    assert flags(Sight.AROUND, answer=right_at_the_cases) == ["differs-elsewhere"]


@pytest.mark.parametrize("nothing", [[], [math.nan] * 3, [1.0, math.inf, 2.0], None], ids=str)
def test_numbers_at_the_cases_and_none_at_all_elsewhere_are_flagged(nothing: list[float] | None) -> None:
    elsewhere: list[tuple[float, ...]] = []
    answered: list[tuple[float, ...]] = []

    def table(*x: float) -> list[float]:
        if x in POINTS or x in answered:
            return list(RIGHT(*x))
        elsewhere.append(x)
        if nothing is None:
            raise ValueError(x)
        return [right if each == 1.0 else each for each, right in zip(nothing, RIGHT(*x), strict=False)]

    assert flags(answer=table) == ["differs-elsewhere"]
    answered = elsewhere[:1]  # as of a right formula that overflows where another one does not
    if nothing != [1.0, math.inf, 2.0]:
        assert flags(answer=table) == []


def test_numbers_for_whole_inputs_alone_are_no_table_where_no_case_has_others() -> None:
    def whole(*x: float) -> list[float]:
        return RIGHT(*(range(int(each))[-1] + 1.0 if each == int(each) else math.sqrt(-1.0) for each in x))

    asked = asked_of(MICROGRAD)
    published = asked._replace(check=asked.check._replace(cases=asked.check.cases[:1]))
    result = judged_alone(published, whole)

    assert (result.verdict, result.flags) == (Verdict.OK, ())


def test_objects_that_hold_a_known_input_by_chance_are_none() -> None:
    asked = asked_of(MICROGRAD)
    found = gathered(asked, RIGHT)
    seen, nothing = Noted(frozenset((Sight.OBJECTS,))), Noted(frozenset())

    def codes(*noted: Noted) -> list[str]:
        result = gradient.judge(asked, found._replace(noted=noted))
        return [flag.code for flag in result.flags]

    assert codes(seen, nothing) == []
    assert codes(nothing, seen) == codes(seen) == ["autodiff-behind"]


def test_a_step_is_a_flag_where_the_numbers_have_lost_digits() -> None:
    def lost(*x: float) -> list[float]:
        return [each * (1.0 + 1e-13) for each in RIGHT(*x)]

    assert flags(answer=lost) == ["inexact-gradients"]
    assert flags(Sight.QUOTIENT, answer=lost) == ["small-steps"]
    assert flags(Sight.STEP, answer=lost) == ["small-steps"]
    assert flags(Sight.STEP, Sight.QUOTIENT) == []


def test_a_share_as_fourteen_digits_leave_it_is_a_flag_where_a_step_was_seen() -> None:
    def typed(*x: float) -> list[float]:
        return [each * (1.0 + 3e-14) for each in RIGHT(*x)]

    # Of one term that is a constant's, of two it is none.
    one = function_of(MICROGRAD, ["-3.0000000000001*a**2 - 0.5/sqrt(a)", *MICROGRAD.plain[1:]])

    assert flags(answer=one) == []
    assert flags(Sight.STEP, answer=one) == flags(Sight.QUOTIENT, answer=one) == ["small-steps"]
    assert flags(answer=typed) == ["inexact-gradients"]


def test_a_flag_says_what_was_seen() -> None:
    noted = Noted(sights=frozenset((Sight.NEARBY,)), evaluations=7)

    [seen] = judged_alone(asked_of(MICROGRAD), RIGHT, noted).flags
    [apart] = judged_alone(asked_of(MICROGRAD), right_at_the_cases).flags

    assert seen.message == "gradf evaluates the function itself at 7 other points"
    assert apart.message == "right where points are given, not right at 5 of 5 other inputs"


def test_an_exercise_says_it_in_its_own_words() -> None:
    asked = asked_of(MICROGRAD)
    own = Reworded(code="complex-step", message="{entry_point}: please come and explain")
    asked = asked._replace(exercise=asked.exercise._replace(wording=(own,)))

    result = judged_alone(asked, RIGHT, Noted(sights=frozenset((Sight.COMPLEX,))))

    assert result.flags == (Flag(code="complex-step", message="gradf: please come and explain"),)


def test_what_is_proven_is_no_flag_beside() -> None:
    asked = asked_of(MICROGRAD)
    noted = Noted(sights=frozenset((Sight.NEARBY, Sight.STEP)), step=1e-5, evaluations=3)

    def off(*x: float) -> list[float]:
        a, b, c = x
        return [each + 1e-5 * bend for each, bend in zip(RIGHT(*x), (-3 * a, b, -1 / c**3), strict=True)]

    result = judged_alone(asked, off, noted)

    assert [mistake.code for mistake in result.mistakes] == ["finite-difference"]
    assert result.flags == ()


def test_a_wrong_answer_that_changes_from_call_to_call_is_said_to_and_suspected_of_nothing() -> None:
    asked, calls = asked_of(MICROGRAD), []

    def counting(*x: float) -> list[float]:
        calls.append(x)
        return [each * len(calls) for each in RIGHT(*x)]

    result = judged_alone(asked, counting, Noted(sights=frozenset((Sight.OTHERWISE,))))

    assert [(mistake.code, mistake.dims) for mistake in result.mistakes] == [("changes", ())]
    assert result.flags == ()


@pytest.mark.parametrize(
    "outcome",
    [
        Missing(name="gradf", reason="not asked"),
        Numbers(form="list", shape=(2,), elements=(Element(value=1.0),) * 2),
        Numbers(form="list", shape=(3,), elements=(Element(value=None, found="str"),) * 3),
    ],
    ids=["missing", "two-numbers", "no-numbers"],
)
def test_an_answer_without_numbers_beside_the_cases_differs_nowhere(outcome: Missing | Numbers) -> None:
    asked = asked_of(MICROGRAD)
    found = gathered(asked, RIGHT)
    right, *others = found.beside
    found = found._replace(beside=(right, *((answer, outcome) for answer, _ in others)))

    assert flags_of(asked, found, gradient.judge(asked, found)) == ()


def test_what_was_not_asked_for_beside_the_cases_differs_nowhere() -> None:
    asked = asked_of(MICROGRAD)
    found = gathered(asked, RIGHT)
    missing = Missing(name="gradf", reason="not asked")
    found = found._replace(beside=tuple((answer, missing) for answer, _ in found.beside))

    assert flags_of(asked, found, gradient.judge(asked, found)) == ()


def test_the_order_of_a_dict_is_no_difference() -> None:
    asked = asked_of(MICROGRAD)
    found = gathered(asked, RIGHT)

    def turned(outcome: object) -> Numbers:
        assert isinstance(outcome, Numbers)
        pairs = zip(outcome.elements, ("a", "b", "c"), strict=True)
        elements = tuple(element._replace(key=key) for element, key in pairs)
        return outcome._replace(form="dict", elements=elements[::-1])

    found = found._replace(beside=tuple((answer, turned(outcome)) for answer, outcome in found.beside))

    assert flags_of(asked, found, gradient.judge(asked, found)) == ()


SPELLED = Spelled("gradf", numbers=("complex", "imag"), behind=("exec",))


def spelled_flags(*sights: Sight, answer: object = RIGHT, spelled: Spelled = SPELLED) -> dict[str, str]:
    asked = asked_of(MICROGRAD)
    result = judged_alone(asked, answer, Noted(sights=frozenset(sights)))  # type: ignore[arg-type]
    return {flag.code: flag.message for flag in with_spelled(asked, result, (spelled,)).flags}


def test_what_a_source_spells_is_flagged_in_its_words() -> None:
    assert spelled_flags() == {
        "other-numbers": "gradf calculates with imag",
        "looks-behind": "the submission uses exec, which can hide how gradf answers",
    }


def test_rules_that_call_themselves_are_flagged_in_a_gradient_alone() -> None:
    spelled = Spelled("gradf", (), (), rules=True)

    assert list(spelled_flags(spelled=spelled)) == ["own-rules"]

    check = CHECKS["softmax_nll"]
    asked = Asked(exercise=EXERCISE, check=check, key=asked_of(MICROGRAD).key)
    result = check_result(asked, (), verdict=Verdict.OK, message="")._replace(points=1.0)
    assert with_spelled(asked, result, (spelled._replace(entry_point="Value"),)).flags == ()


@pytest.mark.parametrize("sight", [Sight.COMPLEX, Sight.OBJECTS, Sight.PRECISE])
def test_numbers_that_were_seen_at_work_are_not_told_twice(sight: Sight) -> None:
    assert "other-numbers" not in spelled_flags(sight)


@pytest.mark.parametrize(
    ("numbers", "quotient", "told"),
    [
        (("Decimal",), False, False),
        (("Fraction",), True, True),
        (("complex", "cmath"), True, False),
        (("isqrt",), False, True),
    ],
)
def test_a_formula_may_have_fractions_and_complex_numbers_in_it(
    numbers: tuple[str, ...], *, quotient: bool, told: bool
) -> None:
    found = spelled_flags(spelled=Spelled("gradf", numbers, (), quotient))

    assert ("other-numbers" in found) is told


def test_a_class_that_differentiates_has_no_use_for_any() -> None:
    asked = asked_of(MICROGRAD)
    result = judged_alone(asked, RIGHT)
    value = asked._replace(check=asked.check._replace(entry_point="Value", task=None))  # type: ignore[arg-type]

    [flag] = with_spelled(value, result, (Spelled("Value", ("complex",), ()),)).flags

    assert flag.message == "Value calculates with complex"


@pytest.mark.parametrize(
    "notes",
    [
        ("calculates with complex",),
        ("calculates with whole numbers of many digits",),
        ("not seen",),
        ("Node", "not seen"),
    ],
)
def test_a_class_is_flagged_for_numbers_that_were_seen_and_for_what_was_not(notes: tuple[str, ...]) -> None:
    asked = asked_of(MICROGRAD)
    result = judged_alone(asked, RIGHT)

    [flag] = with_numbers(asked, result, notes).flags

    assert flag.code == ("not-seen" if "not seen" in notes else "other-numbers")
    assert with_numbers(asked, result._replace(points=0.0), notes).flags == ()


def test_of_another_entry_point_or_without_points_nothing_is_told() -> None:
    assert spelled_flags(spelled=SPELLED._replace(entry_point="Value")) == {}
    assert spelled_flags(answer=lambda *_: [0.5, 0.5, 0.5]) == {}


@pytest.mark.parametrize(("word", "flagged"), [("getattr", False), ("globals", False), ("_getframe", True)])
@pytest.mark.parametrize("id_of_check", ["softmax_nll", "numerical_grad"])
def test_a_class_may_find_its_operations_by_name_and_a_difference_its_variables(
    id_of_check: str, word: str, flagged: bool
) -> None:
    check = CHECKS[id_of_check]
    asked = Asked(exercise=EXERCISE, check=check, key=asked_of(MICROGRAD).key)
    result = check_result(asked, (), verdict=Verdict.OK, message="")._replace(points=1.0)

    if id_of_check == "numerical_grad":
        result = result._replace(evidence=(Evidence(name="method", value="one_sided"),))

    found = with_spelled(asked, result, (Spelled(check.entry_point, numbers=(), behind=(word,)),))

    assert [flag.code for flag in found.flags] == ["looks-behind"] * flagged

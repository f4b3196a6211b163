"""What functions found before: the same objects get it again, and it does not grow."""

from __future__ import annotations

from grader.memory import remembered


def test_the_same_objects_get_what_was_found_and_equal_ones_are_looked_at_again() -> None:
    asked: list[list[int]] = []

    @remembered(10)
    def total(numbers: list[int], start: int) -> int:
        asked.append(numbers)
        return sum(numbers, start)

    one, other = [1, 2], [1, 2]

    assert [total(one, 5), total(one, 5), total(other, 5), total(one, 6)] == [8, 8, 8, 9]
    assert [each is one for each in asked] == [True, False, True]


def test_when_there_is_too_much_all_is_forgotten_and_found_again() -> None:
    asked: list[object] = []

    @remembered(2, held=2)
    def kept(one: object, other: object) -> int:
        asked.append((one, other))
        return len(asked)

    objects = [object() for _ in range(3)]
    assert [kept(each, each) for each in objects] == [1, 2, 3]
    assert kept(objects[2], objects[2]) == 3
    assert kept(objects[0], objects[0]) == 4

"""Rows that lists are tried with."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tests.views import rows

# In the order of a dictionary: case does not count, and ё stands beside е.
WORDS = ["apple", "Banana", "абрикос", "Банан", "Ежевика", "ёжик", "Ёлка", "ель", "Жук", "яблоко"]


SHUFFLED = [WORDS[index] for index in (6, 1, 8, 3, 9, 0, 7, 2, 5, 4)]


def moment(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def numbered(number: str) -> Any:
    return rows.add_lesson(lesson_number=int(number)).id


Make = Callable[[], Any]

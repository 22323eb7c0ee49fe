"""Pages by their number in lists that are ordered by a parent: found by counting the rows of each parent."""

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select, text
from sqlalchemy.orm import scoped_session

from admin_app.models import Course, Lesson, LessonAsset
from admin_app.models.sort_keys import sort_key
from admin_app.queries.lists import Source, Wanted, list_page
from admin_app.queries.ordering import order_of
from tests.conftest import Statements

KEYS = (sort_key(Course.title), Course.id, Lesson.lesson_number, Lesson.id)
# 30 courses, some of one name and one empty, with 1 to 58 lessons, each with none to three assets.
ADD = """
    SET LOCAL session_replication_role = replica;
    INSERT INTO courses (slug, title) SELECT n::text, 'Курс ' || n % 20 FROM generate_series(1, 30) AS n;
    INSERT INTO lessons (course_id, lesson_number, title)
        SELECT id, n, n::text FROM courses, generate_series(1, 2 * slug::int - 2) AS n;
    INSERT INTO lesson_assets (lesson_id, asset_type, url)
        SELECT lessons.id, 'video', n::text FROM lessons, generate_series(1, lesson_number % 4) AS n
"""


@pytest.mark.parametrize("is_descending", [False, True])
def test_every_page_by_number_is_exact(
    session: scoped_session[Session], statements: Statements, is_descending: bool
) -> None:
    for statement in ADD.split(";"):
        session.execute(text(statement))
    assets = select(LessonAsset).join(LessonAsset.lesson).join(Lesson.course)
    source = Source(LessonAsset, assets, select(LessonAsset), is_narrowed=False, counted=None)
    order = order_of(KEYS, LessonAsset.id, is_descending=is_descending)
    everything = list(session.scalars(assets.with_only_columns(LessonAsset.id).order_by(*order.all())))
    assert len(everything) > 1000
    for number in range(0, len(everything) // 100 + 1, 2):
        with statements() as seen:
            page = list_page(source, order, Wanted(100, number))
        assert len(seen) == 2
        assert [row.id for row in page.rows] == everything[number * 100 :][:100]
        assert (page.is_first, page.is_last) == (number == 0, (number + 1) * 100 >= len(everything))
    assert not list_page(source, order, Wanted(100, len(everything) // 100 + 1)).rows

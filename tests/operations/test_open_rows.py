"""Who has a row open: since when, for how long after their page was last heard of, and until they leave."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, update

from admin_app.extensions import db
from admin_app.models import Course, Lesson, OpenRow, User
from admin_app.operations.open_rows import FORGOTTEN, Opened, forget_old, keep_open, leave
from admin_app.queries.open_rows import PRESENT
from tests.conftest import Statements
from tests.factories import make_course

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def course(session: object) -> UUID:
    return make_course().id


def user(role: str) -> int:
    return db.session.scalars(select(User.id).where(User.role == role)).one()


def emails(opened: Opened) -> list[str]:
    return [other.email for other in opened.others]


def later(by: timedelta) -> None:
    """Let time go by."""
    db.session.execute(update(OpenRow).values(seen_at=OpenRow.seen_at - by, opened_at=OpenRow.opened_at - by))


def test_others_are_seen_and_oneself_is_not(course: UUID, statements: Statements) -> None:
    assert emails(keep_open(Course, course, user("admin"))) == []
    editor = user("editor")
    with statements() as seen:
        opened = keep_open(Course, course, editor)
    assert len(seen) == 1
    assert emails(opened) == ["admin@example.com"]
    assert emails(keep_open(Course, course, user("admin"))) == ["editor@example.com"]
    assert emails(keep_open(Course, make_course().id, user("admin"))) == []


def test_who_stays_has_had_it_open_since_they_came(course: UUID) -> None:
    keep_open(Course, course, user("admin"))
    for _ in range(10):
        later(PRESENT / 2)
        keep_open(Course, course, user("admin"))
    (other,) = keep_open(Course, course, user("editor")).others
    now = db.session.scalars(select(func.clock_timestamp())).one()
    assert now - other.since >= PRESENT * 5


def test_who_comes_again_has_had_it_open_since_then(course: UUID) -> None:
    keep_open(Course, course, user("admin"))
    later(PRESENT * 2)
    assert emails(keep_open(Course, course, user("editor"))) == []
    keep_open(Course, course, user("admin"))
    (other,) = keep_open(Course, course, user("editor")).others
    now = db.session.scalars(select(func.clock_timestamp())).one()
    assert now - other.since < PRESENT


def test_who_leaves_is_gone(course: UUID) -> None:
    keep_open(Course, course, user("admin"))
    leave(Course, course, user("admin"))
    assert emails(keep_open(Course, course, user("editor"))) == []


def test_a_page_that_came_later_stays(course: UUID) -> None:
    first = keep_open(Course, course, user("admin")).seen_at
    second = keep_open(Course, course, user("admin")).seen_at
    leave(Course, course, user("admin"), first)
    assert emails(keep_open(Course, course, user("editor"))) == ["admin@example.com"]
    leave(Course, course, user("admin"), second)
    assert emails(keep_open(Course, course, user("editor"))) == []


@pytest.mark.parametrize("change", [{"role": "support"}, {"active": False}])
def test_who_may_not_edit_any_more_is_not_shown(course: UUID, change: dict[str, object]) -> None:
    keep_open(Course, course, user("editor"))
    db.session.execute(update(User).where(User.role == "editor").values(**change))
    assert emails(keep_open(Course, course, user("admin"))) == []


def test_a_row_that_is_gone_is_not_opened(course: UUID) -> None:
    keep_open(Course, course, user("editor"))
    assert keep_open(Course, uuid4(), user("admin")) == Opened(None, [])
    # Nor is one of another table.
    assert keep_open(Lesson, course, user("admin")) == Opened(None, [])
    assert db.session.scalars(select(func.count()).select_from(OpenRow)).one() == 1


def test_what_is_old_is_forgotten(course: UUID) -> None:
    keep_open(Course, course, user("editor"))
    later(FORGOTTEN * 2)
    keep_open(Course, course, user("admin"))
    forget_old()
    assert list(db.session.scalars(select(OpenRow.user_id))) == [user("admin")]

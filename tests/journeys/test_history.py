"""What people take back in a real browser: a whole course, and one place in a document."""

import re
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Row, Sql, signed_in
from tests.journeys.forms import says

TABLES = ("courses", "lessons", "lesson_descriptions", "lesson_assets", "personalized_lesson_descriptions")


def make_course(sql: Sql, slug: str) -> str:
    """A course with two lessons, their descriptions and assets, and a learner's own versions; its id."""
    ((course,),) = sql("INSERT INTO courses (slug, title) VALUES (%s, %s) RETURNING id::text", slug, f"Курс {slug}")
    sql(
        "INSERT INTO lessons (course_id, lesson_number, title, content)"
        " SELECT %s, n, 'Урок ' || n, '{\"n\": 1.10}' FROM generate_series(1, 2) n",
        course,
    )
    sql(
        "INSERT INTO lesson_descriptions (lesson_id, data)"
        ' SELECT id, \'{"tips": ["Сон", "Свет"], "big": 12345678901234567890123}\' FROM lessons WHERE course_id = %s',
        course,
    )
    sql(
        "INSERT INTO lesson_assets (lesson_id, asset_type, url) SELECT id, 'video', 'https://example.com/' || title"
        " FROM lessons WHERE course_id = %s",
        course,
    )
    sql("INSERT INTO profiles (user_identifier, name, course_slug) VALUES (%s, 'Анна', %s)", f"anna-{slug}", slug)
    sql(
        "INSERT INTO personalized_lesson_descriptions (profile_id, lesson_id, content)"
        " SELECT p.id, l.id, '[]' FROM profiles p, lessons l WHERE p.course_slug = %s AND l.course_id = %s",
        slug,
        course,
    )
    return str(course)


def rows_of(sql: Sql) -> dict[str, list[Row]]:
    """Every row of content as text."""
    return {table: sql(f"SELECT t::text FROM {table} t ORDER BY id") for table in TABLES}


def delete_course(page: Page, site: str, course: str, slug: str) -> None:
    """Delete a course from its page, whichever way the page asks."""
    page.goto(f"{site}/admin/courses/details/?id={course}")
    page.get_by_role("main").locator("a, button").filter(has_text=re.compile(r"^\s*Delete\s*$")).click()
    field = page.locator("input[name=confirm]")
    dialog = page.locator("#confirm-yes")
    expect(field.or_(dialog)).to_be_visible()
    if field.count():
        field.fill(slug)
        page.get_by_role("button", name=re.compile("^Delete")).click()
    else:
        dialog.click()
    expect(page.get_by_role("status").filter(has_text="was deleted")).to_be_visible()


def test_a_course_is_deleted_and_brought_back_by_undo(page: Page, site: str, sql: Sql) -> None:
    slug = uuid4().hex[:12]
    course = make_course(sql, slug)
    before = rows_of(sql)
    signed_in(page, "editor")
    delete_course(page, site, course, slug)
    assert not sql("SELECT FROM lessons WHERE course_id = %s", course)
    page.get_by_role("button", name="Undo").click()
    says(page, "1 course, 2 lessons, 2 standard descriptions, 2 assets")
    assert rows_of(sql) == before
    page.goto(f"{site}/admin/courses/history/?id={course}")
    expect(page.get_by_role("heading", name="editor@example.com brought back the course")).to_be_visible()


def test_a_course_deleted_in_psql_is_found_and_brought_back(page: Page, site: str, sql: Sql) -> None:
    slug = uuid4().hex[:12]
    course = make_course(sql, slug)
    before = rows_of(sql)
    sql("DELETE FROM courses WHERE id = %s", course)
    page.goto(f"{site}/admin/activity/")
    page.get_by_text("Filters").click()
    page.get_by_label("Only deleted rows that are still gone").check()
    page.get_by_role("button", name="Show").click()
    line = page.get_by_role("listitem").filter(has_text=f"Курс {slug}")
    expect(line.first).to_contain_text("Somebody outside the dashboard (database role postgres) deleted the course")
    line.first.get_by_role("link", name="Bring it back").first.click()
    expect(page.get_by_role("main")).to_contain_text("2 lessons, 2 standard descriptions, 2 assets")
    page.get_by_role("button", name="Bring it back").click()
    says(page, "is back, with 2 lessons")
    assert rows_of(sql) == before


def test_one_place_in_a_document_is_restored(page: Page, site: str, sql: Sql) -> None:
    course = make_course(sql, uuid4().hex[:12])
    ((row_id,),) = sql(
        "UPDATE lesson_descriptions SET data = jsonb_set(data, '{tips,1}', '\"Тьма\"') WHERE lesson_id ="
        " (SELECT id FROM lessons WHERE course_id = %s AND lesson_number = 1) RETURNING id::text",
        course,
    )
    sql("UPDATE lesson_descriptions SET data = data || '{\"later\": true}' WHERE id = %s", row_id)
    page.goto(f"{site}/admin/lesson-descriptions/details/?id={row_id}")
    page.get_by_role("link", name="History").click()
    change = page.get_by_role("listitem").filter(has_text="Content › tips › item 2").last
    expect(change).to_contain_text("Тьма")
    change.get_by_role("link", name="Take this change back").click()
    expect(page.get_by_role("heading", name="Content tips item 2")).to_be_visible()
    page.get_by_role("button", name="Restore", exact=True).click()
    says(page, "Restored")
    stored = 'SELECT data = \'{"tips": ["Сон", "Свет"], "big": 12345678901234567890123, "later": true}\''
    assert sql(f"{stored} FROM lesson_descriptions WHERE id = %s", row_id) == [(True,)]
    page.get_by_role("button", name="Undo").click()
    says(page, "Taken back")
    assert sql("SELECT data #>> '{tips,1}' FROM lesson_descriptions WHERE id = %s", row_id) == [("Тьма",)]


def test_any_two_versions_are_marked_and_compared(page: Page, site: str, sql: Sql) -> None:
    ((row_id,),) = sql("INSERT INTO courses (slug, title) VALUES (%s, 'Один') RETURNING id::text", uuid4().hex)
    for title in ("Два", "Три"):
        sql("UPDATE courses SET title = %s WHERE id = %s", title, row_id)
    page.goto(f"{site}/admin/courses/history/?id={row_id}")
    page.get_by_label("from").nth(2).check()
    page.get_by_label("to", exact=True).first.check()
    page.get_by_role("button", name="Compare").click()
    change = page.get_by_role("listitem").filter(has_text="Title")
    expect(change).to_contain_text("Один")
    expect(change).to_contain_text("Три")

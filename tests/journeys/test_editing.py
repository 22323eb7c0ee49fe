"""Editors write courses, lessons and JSON, and lose nothing they typed."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.journeys.conftest import Sql
from tests.journeys.forms import JsonEditor, choose, enhanced, picker, press, says

# What careless software loses: digits, emptiness and its kinds, other alphabets.
DELICATE = """{
  "price": 1.10,
  "big": 12345678901234567890123,
  "list": [],
  "object": {},
  "empty": "",
  "nothing": null,
  "zero": 0,
  "no": false,
  "mood": "🙂👨‍👩‍👧",
  "greeting": "Привет, ёжик",
  "title": "Before"
}"""


@pytest.fixture
def course(sql: Sql) -> str:
    """The slug of a course of this test's own."""
    slug = f"course-{uuid4().hex[:8]}"
    sql("INSERT INTO courses (slug, title) VALUES (%s, %s)", slug, f"Course {slug}")
    return slug


def add_lesson(sql: Sql, course: str, number: int, content: str | None = None) -> str:
    """The id of a new lesson of the course with this slug."""
    ((lesson_id,),) = sql(
        "INSERT INTO lessons (course_id, lesson_number, title, content)"
        " SELECT id, %s, %s, %s::jsonb FROM courses WHERE slug = %s RETURNING id::text",
        *(number, f"Lesson {number}", content, course),
    )
    return str(lesson_id)


def content_of(sql: Sql, lesson_id: str) -> str | None:
    ((content,),) = sql("SELECT content::text FROM lessons WHERE id = %s", lesson_id)
    return None if content is None else str(content)


def test_a_course_and_a_lesson_from_nothing(page: Page, site: str, sql: Sql) -> None:
    page.goto(f"{site}/admin/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Courses").click()
    page.get_by_role("link", name="New course").click()
    page.get_by_label("Title").fill("Спокойные вечера")
    page.get_by_label("Slug").fill("calm-evenings")
    page.get_by_label("Description").fill("Две недели.\nБез спешки.")
    press(page, "Create")
    says(page, "The course “Спокойные вечера” was created.")
    expect(page.get_by_role("row", name="Спокойные вечера")).to_contain_text("calm-evenings")

    page.get_by_role("link", name="Lessons Спокойные вечера").click()
    page.get_by_role("link", name="New lesson").first.click()
    choose(page, "Course", "СПОКОЙНЫЕ", "Спокойные вечера")
    expect(page.get_by_label("Number")).to_have_value("1")
    page.get_by_label("Title").fill("Сон")
    editor = JsonEditor(page)
    editor.create_object()
    editor.insert("title", "Перед сном")
    editor.insert("minutes", "7.50")
    press(page, "Create and continue editing")
    says(page, "The lesson “1. Сон” was created.")

    editor.change("/title", "Тихий час")
    editor.mode("text")
    expect(editor.text).to_contain_text("7.50")
    editor.write('{"title": "Тихий час", "minutes": 7.50, "steps": ["Свет", "Сказка"]}')
    press(page, "Save")
    says(page, "The lesson “1. Сон” was saved.")
    expect(page.get_by_role("row", name="Сон")).to_contain_text("Тихий час")

    stored = sql(
        "SELECT description, lesson_number, summary, content::text FROM courses JOIN lessons ON course_id = courses.id"
        " WHERE slug = 'calm-evenings'"
    )
    content = '{"steps": ["Свет", "Сказка"], "title": "Тихий час", "minutes": 7.50}'
    assert stored == [("Две недели.\nБез спешки.", 1, None, content)]


def test_the_next_free_number_is_offered_but_never_over_a_typed_one(
    page: Page, site: str, sql: Sql, course: str
) -> None:
    add_lesson(sql, course, 4)
    page.goto(f"{site}/admin/lessons/new/")
    choose(page, "Course", course, f"Course {course}")
    expect(page.get_by_label("Number")).to_have_value("5")
    page.get_by_label("Number").fill("9")
    choose(page, "Course", "хорошего", "Сила Хорошего Воспитания")
    expect(page.get_by_label("Number")).to_have_value("9")


def test_an_edit_in_the_tree_changes_that_value_alone(page: Page, site: str, sql: Sql, course: str) -> None:
    lesson_id = add_lesson(sql, course, 1, DELICATE)
    before = content_of(sql, lesson_id)
    assert before is not None
    page.goto(f"{site}/admin/lessons/edit/?id={lesson_id}")
    JsonEditor(page).change("/title", "After: «ё» 🙂")
    press(page, "Save")
    says(page, "was saved")
    assert content_of(sql, lesson_id) == before.replace("Before", "After: «ё» 🙂")


def test_a_value_still_being_edited_is_saved_by_the_keyboard(page: Page, site: str, sql: Sql, course: str) -> None:
    lesson_id = add_lesson(sql, course, 1, DELICATE)
    before = content_of(sql, lesson_id)
    assert before is not None
    page.goto(f"{site}/admin/lessons/edit/?id={lesson_id}")
    enhanced(page, "record-form")
    JsonEditor(page).begin_change("/price", "2.300")
    page.keyboard.press("ControlOrMeta+S")
    says(page, "was saved")
    assert content_of(sql, lesson_id) == before.replace("1.10", "2.300")


def test_looking_around_in_the_editor_writes_nothing(page: Page, site: str, sql: Sql, course: str) -> None:
    lesson_id = add_lesson(sql, course, 1, DELICATE)
    before = sql("SELECT xmin::text, content::text FROM lessons WHERE id = %s", lesson_id)
    page.goto(f"{site}/admin/lessons/edit/?id={lesson_id}")
    editor = JsonEditor(page)
    editor.mode("text")
    expect(editor.text).to_contain_text("12345678901234567890123")
    editor.mode("tree")
    editor.at("/big").click()
    press(page, "Save")
    says(page, "had no changes, so nothing was written")
    assert sql("SELECT xmin::text, content::text FROM lessons WHERE id = %s", lesson_id) == before


def test_invalid_json_is_refused_with_its_place_and_kept(
    page: Page, site: str, sql: Sql, course: str, provoked: set[int]
) -> None:
    provoked.add(422)
    lesson_id = add_lesson(sql, course, 1, '{"title": "Old"}')
    page.goto(f"{site}/admin/lessons/edit/?id={lesson_id}")
    editor = JsonEditor(page)
    editor.mode("text")
    editor.write('{\n  "title": "New"\n  "price": 1.10\n}')
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        press(page, "Save")
    assert answer.value.status == 422
    expect(page.get_by_role("alert")).to_contain_text(
        'Content: Line 3, column 3: a comma or a closing "}" is missing here'
    )
    expect(page.get_by_role("alert")).to_be_focused()
    expect(editor.text).to_contain_text('"New"')
    expect(editor.text).to_contain_text("1.10")
    assert content_of(sql, lesson_id) == '{"title": "Old"}'

    editor.write('{\n  "title": "New",\n  "price": 1.10\n}')
    press(page, "Save")
    says(page, "was saved")
    assert content_of(sql, lesson_id) == '{"price": 1.10, "title": "New"}'


def test_a_taken_slug_is_named_at_its_field(page: Page, site: str, sql: Sql, course: str, provoked: set[int]) -> None:
    provoked.add(422)
    page.goto(f"{site}/admin/courses/new/")
    page.get_by_label("Title").fill("Another")
    page.get_by_label("Slug").fill(course)
    press(page, "Create")
    slug = page.get_by_label("Slug")
    sentence = f"The slug “{course}” is taken by the course “Course {course}”; choose another one."
    expect(slug).to_have_accessible_description(re.compile(re.escape(sentence)))
    expect(slug).to_have_value(course)
    expect(page.get_by_label("Title")).to_have_value("Another")
    page.get_by_role("alert").get_by_role("link", name="Slug").click()
    expect(slug).to_be_focused()
    slug.fill(f"{course}-2")
    press(page, "Create")
    says(page, "The course “Another” was created.")
    assert sql("SELECT title FROM courses WHERE slug = %s", f"{course}-2") == [("Another",)]


def test_unsaved_changes_are_not_left_behind_unasked(page: Page, site: str, sql: Sql, course: str) -> None:
    lesson_id = add_lesson(sql, course, 1, '{"title": "Old"}')
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto(f"{site}/admin/lessons/edit/?id={lesson_id}")
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("heading", name="Lessons", level=1)).to_be_visible()
    assert asked == []

    page.goto(f"{site}/admin/lessons/edit/?id={lesson_id}")
    enhanced(page, "record-form")
    JsonEditor(page).change("/title", "New")
    page.get_by_role("link", name="Cancel").click(no_wait_after=True)
    expect(JsonEditor(page).at("/title")).to_have_text("New")
    assert asked == ["beforeunload"]
    press(page, "Save")
    says(page, "was saved")
    assert asked == ["beforeunload"]
    assert content_of(sql, lesson_id) == '{"title": "New"}'


def test_what_was_typed_outlives_its_row(page: Page, site: str, sql: Sql, course: str, provoked: set[int]) -> None:
    provoked.add(404)
    lesson_id = add_lesson(sql, course, 3, DELICATE)
    before = content_of(sql, lesson_id)
    assert before is not None
    page.goto(f"{site}/admin/lessons/edit/?id={lesson_id}")
    page.get_by_label("Title").fill("Written meanwhile")
    JsonEditor(page).change("/title", "Kept")
    sql("DELETE FROM lessons WHERE id = %s", lesson_id)
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("This lesson was deleted while you were editing it")
    expect(page.get_by_label("Title")).to_have_value("Written meanwhile")
    expect(JsonEditor(page).at("/title")).to_have_text("Kept")
    expect(picker(page, "Course")).to_have_text(f"Course {course}")
    page.get_by_role("button", name="Save as new").first.click()
    says(page, "The lesson “3. Written meanwhile” was created.")
    stored = sql("SELECT content::text FROM lessons WHERE title = 'Written meanwhile' AND lesson_number = 3")
    assert stored == [(before.replace("Before", "Kept"),)]


def test_the_editor_speaks_the_language_of_the_page_but_not_in_the_document(
    page: Page, site: str, sql: Sql, course: str
) -> None:
    # A document may have the very words of the editor.
    lesson = add_lesson(sql, course, 1, '{"Create object": "Navigation bar", "list": ["Sort", "Path"]}')
    page.context.add_cookies([{"name": "language", "value": "ru", "url": site}])
    page.goto(f"{site}/admin/lessons/edit/?id={lesson}")
    editor = page.locator(".json-editor")
    expect(editor.locator(".jse-tag")).to_have_text("2 элемента")
    expect(editor.locator(".jse-key", has_text="Create object")).to_be_visible()
    expect(editor.locator(".jse-value", has_text="Navigation bar")).to_be_visible()
    press(page, "Очистить")
    expect(editor.get_by_role("button", name="Создать объект")).to_be_visible()
    expect(editor.get_by_text("Путь к выделенному месту")).to_be_visible()

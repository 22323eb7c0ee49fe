"""The pages of lessons."""

from typing import Any

from flask import abort, jsonify, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import exists
from sqlalchemy.orm import contains_eager

from admin_app.extensions import db
from admin_app.forms.base import Form
from admin_app.forms.lessons import LessonForm
from admin_app.models import Course, Lesson, LessonDescription, PersonalizedLessonDescription
from admin_app.queries.lessons import next_lesson_number
from admin_app.queries.matching import sort_key
from admin_app.views import formatters
from admin_app.views.arguments import row_id
from admin_app.views.base import CREATED, Link, TableView
from admin_app.views.filters import Contains, Empty, Equals, Holds, NumberIs, Statement, created
from admin_app.views.pickers import COURSES


class LessonView(TableView):
    """Lessons, by course and number."""

    singular = "lesson"
    learners_will = "see fewer lessons"
    told_apart_by = "course.title"
    form = LessonForm
    pickers = {"course_id": COURSES}
    column_list = ("title", "lesson_number", "course.title", "summary", "content_summary", "created_at")
    column_details_list = ("course.title", "lesson_number", "title", "summary", "content", "created_at", "id")
    column_labels = {
        "lesson_number": "Number",
        "course.title": "Course",
        "content_summary": "Content",
        **CREATED,
    }
    column_formatters = {"content_summary": formatters.document_summary}
    eager = (contains_eager(Lesson.course).load_only(Course.title, Course.slug),)
    search_columns = (Lesson.title, Lesson.summary, Course.title, Course.slug)
    search_hint = "title, summary or course"
    sort_keys = {
        "title": sort_key(Lesson.title),
        "lesson_number": Lesson.lesson_number,
        "course.title": sort_key(Course.title),
        "created_at": Lesson.created_at,
    }
    default_order = (sort_key(Course.title), Lesson.course_id, Lesson.lesson_number)
    filters = (
        Equals("Course slug", Course.slug),
        Contains("Course title", Course.title),
        NumberIs("Number", Lesson.lesson_number),
        Contains("Title", Lesson.title),
        Empty("Content", Lesson.content),
        Holds("Without description", ~exists().where(LessonDescription.lesson_id == Lesson.id)),
        Holds("Personalized", exists().where(PersonalizedLessonDescription.lesson_id == Lesson.id)),
        *created(Lesson.created_at),
    )
    parent_export_columns = {"course_slug": Course.slug}

    def joined(self, statement: Statement) -> Statement:
        """With the course."""
        return statement.join(Lesson.course)

    def links(self, row: Any) -> list[Link]:
        """Its standard description."""
        url = self.get_url("lesson-descriptions.index_view", flt0_lesson_id_equals=row.id)
        return [{"label": "Standard description", "url": url, "icon": "file-text"}]

    def prepare(self, form: Form) -> None:
        """Offer the next free number of the course."""
        super().prepare(form)
        if form.lesson_number.raw_data is None and form.lesson_number.data is None and form.course_id.chosen:
            form.lesson_number.data = next_lesson_number(form.course_id.data)
        form.lesson_number.render_kw = {"data-next-number-url": self.get_url(".next_number"), "inputmode": "numeric"}

    @expose("/next-number/")
    def next_number(self) -> ResponseReturnValue:
        """The number that the next lesson of a course takes, as JSON."""
        course_id = row_id(request.args.get("course_id"))
        if db.session.get(Course, course_id) is None:
            abort(404, "There is no such course.")
        return jsonify(lesson_number=next_lesson_number(course_id))

"""Profiles: learners, known by an identifier from outside."""

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship, remote

from admin_app.documents import Document
from admin_app.extensions import Base
from admin_app.models.columns import JSON, CreatedAt, PrimaryKey, summary_of
from admin_app.models.courses import Course
from admin_app.models.search_keys import index_keys
from admin_app.models.sort_keys import sort_key


class Profile(Base):
    """A learner; course_slug is set freely by the learner app and may name no course."""

    __tablename__ = "profiles"

    id: Mapped[PrimaryKey]
    user_identifier: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str | None] = mapped_column(Text)
    course_slug: Mapped[str | None] = mapped_column(Text, index=True)
    survey: Mapped[Document | None] = mapped_column(JSON)
    created_at: Mapped[CreatedAt]

    # The course that the slug names, if it names one: there is no foreign key.
    course: Mapped[Course | None] = relationship(
        primaryjoin=lambda: foreign(Profile.course_slug) == remote(Course.slug), viewonly=True
    )
    survey_summary = summary_of(survey)

    def __str__(self) -> str:
        return f"{self.name} ({self.user_identifier})" if self.name else self.user_identifier


index_keys(Profile.user_identifier, Profile.name)
# The newest first, and by name.
Index("profiles_created_at_id_idx", Profile.created_at, Profile.id)
Index("profiles_name_order_idx", sort_key(Profile.name), Profile.id)

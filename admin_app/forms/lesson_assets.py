"""The form of a lesson's asset."""

from admin_app.forms.base import Form, Group
from admin_app.forms.fields import LESSON, DocumentField, PickerField, SuggestField, TextField
from admin_app.schemas.lesson_assets import LessonAssetInsert, LessonAssetUpdate
from admin_app.words import _l


class LessonAssetForm(Form):
    """A file or page on the web that goes with a lesson."""

    insert, update = LessonAssetInsert, LessonAssetUpdate
    groups = (
        Group(("lesson_id",), _l("Where it belongs")),
        Group(("asset_type", "url"), _l("What it is"), row="short-first"),
        Group(("asset_metadata",)),
    )

    lesson_id = PickerField(_l("Lesson"), **LESSON)
    asset_type = SuggestField(_l("Type"), description=_l("video, document, image, audio, link, or another word."))
    url = TextField(_l("Address"), description=_l("Begins with http:// or https://."))
    asset_metadata = DocumentField(
        _l("Metadata"),
        description=_l("What else the learner app should know of it, such as a length or a language. May stay empty."),
    )

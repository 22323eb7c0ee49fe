"""The form of a lesson's asset."""

from admin_app.forms.base import Form
from admin_app.forms.fields import DocumentField, PickerField, SuggestField, TextField
from admin_app.schemas.lesson_assets import LessonAssetInsert, LessonAssetUpdate


class LessonAssetForm(Form):
    """A file or page on the web that goes with a lesson."""

    insert, update = LessonAssetInsert, LessonAssetUpdate

    lesson_id = PickerField("Lesson", noun="lesson")
    asset_type = SuggestField("Type", description="video, document, image, audio, link, or another word.")
    url = TextField("Address", description="Begins with http:// or https://.")
    asset_metadata = DocumentField("Metadata")

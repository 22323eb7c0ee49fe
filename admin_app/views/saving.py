"""A row's form as it was sent: what of it is to be written, and what to ask, where others have changed the row."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from flask import request
from sqlalchemy import inspect

from admin_app.documents import DocumentError
from admin_app.errors import RefusedError
from admin_app.forms.base import Form
from admin_app.operations.edits import Merged, changes_of, merge_edit, origin_of
from admin_app.queries.revisions import Entry, revisions_of_row
from admin_app.views.kept_fields import Field
from admin_app.views.made_from import SEEN, VERSION, seen_sent, version_sent
from admin_app.views.pickers import Picker
from admin_app.views.questions import Question, Words, kept_words, questions

# The history is asked for so many changes to say who; of earlier ones in the time of one edit it is "somebody else".
MAX_ENTRIES = 50


class Saving:
    """What was sent of a row that nobody else changes before this transaction ends.

    A form that does not say what it was made from, such as a program's, is taken to be made from the row as it is.
    """

    def __init__(self, kind: type[Form], row: Any, version: int) -> None:
        self.row, self.version = row, version
        is_sent, made_from = version_sent()
        seen_at, self._answers = seen_sent()
        names = [field.name for field in kind(None).columns()]
        self._origin = origin_of(row, version, names, made_from if is_sent else version, seen_at)
        # What was typed differs from what the form showed, and that need not be what the row holds now.
        self._shown = SimpleNamespace(id=row.id, **self._origin.shown)
        self.form = kind(request.form, obj=self._shown)

    def merged(self) -> Merged | None:
        """What was typed and what others have written; None, with sentences at the fields, where it does not hold."""
        update = self.form.updated(self._shown)
        if update is None:
            return None
        try:
            return merge_edit(self._origin, {**self._origin.shown, **update.given()}, self._answers)
        except DocumentError as error:
            self.form.refuse(RefusedError(str(error)))
            return None

    def changes(self, merged: Merged) -> Any:
        """The Update to write."""
        return changes_of(self.row, merged, self.form.update)

    def kept(self, merged: Merged) -> str:
        """Whose changes are kept beside what was typed, in sentences."""
        if not merged.taken:
            return ""
        # What was chosen from the other side was written before the person saw it.
        return kept_words(self._words({}), merged.taken, self._entries(self._origin.made_from))

    def questions(self, merged: Merged, pickers: Mapping[str, Picker]) -> list[Question]:
        """What there is to choose. What was chosen before is still chosen, if the row is what it was chosen for."""
        answers = self._answers if self._origin.seen_at == self.version else {}
        return questions(self._words(pickers), merged.collisions, self._entries(merged.made_from), answers)

    def carried(self, merged: Merged) -> list[Field]:
        """What the form with the questions sends besides its columns."""
        made_from = "unknown" if merged.made_from is None else str(merged.made_from)
        return [(VERSION, made_from), (SEEN, str(self.version))]

    def _entries(self, made_from: int | None) -> list[Entry]:
        entries = revisions_of_row(self.row.__tablename__, self.row.id, limit=MAX_ENTRIES)
        return [entry for entry in entries if made_from is None or entry.id > made_from]

    def _words(self, pickers: Mapping[str, Picker]) -> Words:
        fields = self.form.columns()
        attributes = inspect(type(self.row)).column_attrs

        def known_as(name: str, value: Any) -> str | None:
            chosen = pickers[name].chosen(value) if name in pickers else None
            return chosen and chosen[1]

        return Words(
            {field.name: str(field.label.text) for field in fields},
            {field.name: attributes[field.name].columns[0].name for field in fields},
            known_as,
        )

"""What every model view shares: its list, its form pages, deleting and exporting."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any, ClassVar
from uuid import UUID

from flask import abort, flash, g, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import select

from admin_app.errors import RefusedError, RowGoneError
from admin_app.extensions import db
from admin_app.forms.base import Form
from admin_app.forms.fields import DocumentField
from admin_app.operations.edits import Merged
from admin_app.operations.open_rows import keep_open
from admin_app.operations.rows import create_once, update_row
from admin_app.prepared_statements import PREPARED
from admin_app.queries.facts import Facts, facts_of
from admin_app.views import formatters
from admin_app.views.arguments import row_id, search_text, whole_number
from admin_app.views.deleting import DeletePages
from admin_app.views.facts import Fact, shared_facts
from admin_app.views.formatters import short_label
from admin_app.views.headers import allow_editor_styles
from admin_app.views.kept_fields import is_restored, say_restored
from admin_app.views.made_from import SEEN, VERSION, carried
from admin_app.views.occurring_paths import PathPages
from admin_app.views.once import once, once_sent
from admin_app.views.pickers import Picker
from admin_app.views.presence import others_words
from admin_app.views.related import Card
from admin_app.views.repeating import place
from admin_app.views.restoring import RestorePages
from admin_app.views.row_links import Lead, filled, row_links
from admin_app.views.saved_views import SavedViewPages
from admin_app.views.saving import Saving
from admin_app.views.undo import undoable
from admin_app.views.versioned import Versioned
from admin_app.words import _, _l

# The labels of the columns that every table has.
CREATED = {"created_at": _l("Created"), "id": _l("Id")}
MAX_CHOICES = 50
MAX_OFFSET = 100_000
CONTINUE = "_continue_editing"


@dataclass(frozen=True)
class Outcome:
    """What saving a row did: whether anything was written, and what there is to say besides, in sentences."""

    is_written: bool
    sentences: Sequence[str] = ()


# DeletePages first: Flask-Admin copies every page that it finds into each class, so that its own deletion, copied into
# the others, would hide ours.
class TableView(DeletePages, Versioned, RestorePages, PathPages, SavedViewPages):
    """One table. A subclass says its words, its form, and what a list of it shows, finds and sorts by."""

    form: type[Form]
    pickers: ClassVar[Mapping[str, Picker]] = {}
    # The attribute that tells rows of one name apart.
    told_apart_by: ClassVar[str]
    # Of the details, what is read in the main column: the rest stands beside it.
    prose: ClassVar[Sequence[str]] = ()
    # Where a row leads besides its details, its form and its history.
    leads: ClassVar[Sequence[Lead]] = ()

    can_view_details = True
    column_type_formatters_detail = formatters.DETAILS

    def say(self, key: str, row: Any) -> str:
        """A sentence of this table about a row."""
        return str(self.words[key]) % {"name": short_label(row)}

    def facts(self, row: Any, found: Facts) -> list[Fact]:
        """What a table has to say of a row besides its columns, such as how many learners see it."""
        return []

    def related(self, row: Any, found: Facts, *, editing: bool) -> list[Card]:
        """The rows around a row. At most one statement."""
        return []

    def write(self, form: Form, row: Any, update: Any) -> Outcome:
        """Write an Update of a row; say what became of the row. Raises RefusedError, or RowGoneError."""
        return Outcome(update_row(row, update))

    def prepare(self, form: Form) -> None:
        """Fill in what a form offers: parents to look up, the label of the one chosen, a document's usual fields."""
        for field in form:
            if isinstance(field, DocumentField):
                field.render_kw = {"data-usual-url": self.get_url(".usual_fields", field=field.name)}
        for name, picker in self.pickers.items():
            form[name].offer(self.get_url(".ajax_lookup", name=name), picker.chosen(form[name].data))

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> ResponseReturnValue:
        """The form of a new row; an address may fill in fields by their names."""
        if request.method != "POST":
            # `url` is where to go back to, though an asset has a column of that name.
            given = {name: value for name, value in request.args.items() if name != "url"}
            return self._form_page(self.create_template, self.form(None, data=given), carried=once(), begins=True)
        form = self.form(_sent())
        if is_restored():
            return self._restored(self.create_template, form, carried=once())
        saved = self._create(form)
        if saved:
            return self._after_saving(saved)
        return self._form_page(self.create_template, form, 422, carried=once())

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> ResponseReturnValue:
        """The form of a row. Where somebody has deleted the row meanwhile, what was typed is shown to save as new."""
        if request.method == "POST" and not is_restored():
            return self._save(request.args.get("id"))
        found = self.with_version(request.args.get("id"))
        if found is None:
            return self._gone()
        row, version = found
        made_from = [(VERSION, str(version))]
        form = self.form(_sent(), obj=row)
        if request.method == "POST":
            return self._restored(self.edit_template, form, model=row, carried=carried() or made_from)
        opened = keep_open(self.model, row.id, g.user_id)
        page = self._form_page(
            self.edit_template, form, model=row, carried=made_from, opened=opened, notes=others_words(opened)
        )
        # Only now: what is committed would be read again for the page.
        db.session.commit()
        return page

    @expose("/details/")
    def details_view(self) -> ResponseReturnValue:
        """Everything about a row, set for reading."""
        row = self.get_one(request.args.get("id")) or self._abort_gone()
        return self.render(
            self.details_template,
            model=row,
            prose=self._details(row, lambda name: name in self.prose),
            columns=self._details(row, lambda name: name not in (*self.prose, "created_at", "id")),
            return_url=self._return_url(),
            **self._beside(row, editing=False),
        )

    @expose("/ajax/lookup/")
    def ajax_lookup(self) -> ResponseReturnValue:
        """Rows of a parent table to choose from, as [id, label]."""
        picker = self.pickers.get(request.args.get("name", ""))
        if picker is None:
            abort(404, _("There is nothing to look up under this name."))
        limit, offset = whole_number("limit", 10, MAX_CHOICES), whole_number("offset", 0, MAX_OFFSET)
        return jsonify(picker.choices(search_text("query"), limit=limit, offset=offset))

    def get_one(self, id: Any) -> Any:
        """A row with its parents; None where there is none. 404 for what is no id."""
        statement = self.joined(select(self.model)).options(*self.eager)
        return db.session.scalar(statement.where(self.model.id == row_id(id)).execution_options(**PREPARED))

    def render(self, template: str, **context: Any) -> str:
        """Add what the templates of every table use."""
        links = {"row_links": row_links(self), "delete_url": self.delete_url()}
        shared = {"noun": self.singular, "words": self.words, "place": place, "filled": partial(filled, self)}
        return str(super().render(template, **links, **shared, **context))

    def _create(self, form: Form) -> Any:
        insert = form.inserted()
        if insert is None:
            return None
        try:
            row, is_new = create_once(self.model, insert, once_sent())
        except RefusedError as refused:
            return self._take_back(form, refused)
        sentence = self.say("created", row)
        if is_new:
            return self._commit(row, sentence)
        flash(sentence, "success")
        return row.id

    def _save(self, id: Any) -> ResponseReturnValue:
        """Write what was sent, together with what others have changed meanwhile; where both collide, ask."""
        found = self.locked(id, leaves=CONTINUE not in request.form)
        if found is None:
            return self._gone()
        saving = Saving(self.form, *found)
        form, row = saving.form, saving.row
        merged = saving.merged()
        try:
            if merged is None:
                self.let_go()
            elif merged.collisions:
                return self._let_choose(saving, merged)
            else:
                # Once this is written, it would be the newest change itself.
                kept = saving.kept(merged)
                outcome = self.write(form, row, saving.changes(merged))
                return self._after_saving(self._commit(row, self._saved(row, outcome, kept)))
        except RefusedError as refused:
            self._take_back(form, refused)
        except RowGoneError:
            db.session.rollback()
            return self._gone()
        return self._form_page(self.edit_template, form, 422, model=row, carried=carried())

    def _saved(self, row: Any, outcome: Outcome, kept: str) -> str:
        """What became of a row that was saved, in sentences; a choice for the other side counts without a write."""
        done = "saved" if outcome.is_written else "as_others_left_it" if kept else "unchanged"
        return " ".join(filter(None, [self.say(done, row), *outcome.sentences, kept]))

    def _beside(self, row: Any, *, editing: bool) -> dict[str, Any]:
        """What stands beside a row. Two statements at most."""
        found = facts_of(self.model, row.id, g.user_id)
        history_url = self.get_url(".history_view", id=row.id) if self.can_see_history else None
        return {
            "facts": [*self.facts(row, found), *shared_facts(row, found, history_url)],
            "cards": self.related(row, found, editing=editing),
        }

    def _details(self, row: Any, is_wanted: Callable[[str], bool]) -> list[tuple[str, str, Any]]:
        """Columns of the details: the name, the label and the value."""
        wanted = [(name, label) for name, label in self._details_columns if is_wanted(name)]
        return [(name, label, self.get_detail_value(None, row, name)) for name, label in wanted]

    def _let_choose(self, saving: Saving, merged: Merged) -> ResponseReturnValue:
        """409: what collides, to choose from, above the form with all that was typed and what does not collide."""
        form = self.form(None, obj=SimpleNamespace(**merged.values))
        asked = saving.questions(merged, self.pickers)
        self.let_go()
        context = {
            "model": saving.row,
            "carried": saving.carried(merged),
            "questions": asked,
            "again": SEEN in request.form,
        }
        return self._form_page(self.edit_template, form, 409, **context)

    def _commit(self, row: Any, sentence: str) -> UUID:
        saved: UUID = row.id
        message = undoable(sentence, self.endpoint)
        db.session.commit()
        flash(message, "success")
        return saved

    def _take_back(self, form: Form, refused: RefusedError) -> None:
        db.session.rollback()
        form.refuse(refused)

    def _after_saving(self, row_id: UUID) -> ResponseReturnValue:
        return_url = self._return_url()
        if "_add_another" in request.form:
            return redirect(self.get_url(".create_view", url=return_url))
        if CONTINUE in request.form:
            return redirect(self.get_url(".edit_view", id=row_id, url=return_url))
        return redirect(return_url)

    def _form_page(self, template: str, form: Form, status: int = 200, **context: Any) -> ResponseReturnValue:
        self.prepare(form)
        if context.pop("begins", False):
            form.begin()
        row = context.get("model")
        beside = self._beside(row, editing=True) if row is not None else {}
        # A card may open the form of a related row on this page.
        may_open = any(card.add_url for card in beside.get("cards", ()))
        if may_open or any(isinstance(field, DocumentField) for field in form):
            allow_editor_styles()
        return self.render(template, form=form, return_url=self._return_url(), **context, **beside), status

    def _restored(self, template: str, form: Form, **context: Any) -> ResponseReturnValue:
        """The form with what was typed, after a page that kept it; nothing is saved before the person says so."""
        say_restored()
        return self._form_page(template, form, restored=True, **context)

    def _gone(self) -> ResponseReturnValue:
        """404; where a form was sent, with all that was typed, to be saved as a new row."""
        if request.method != "POST":
            self._abort_gone()
        return self._form_page(self.edit_template, self.form(_sent()), 404, row_gone=True, model=None, carried=once())


def _sent() -> Mapping[str, str] | None:
    """What a form has sent: its text only, since no field here takes a file."""
    return request.form if request.method == "POST" else None

"""The list of a table: searched, filtered, sorted, paged and exported."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, NoReturn

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_admin.model.base import ViewArgs
from sqlalchemy import Integer

from admin_app.permissions import SUBJECTS
from admin_app.queries.counting import Kind
from admin_app.queries.lists import Wanted, list_page
from admin_app.queries.paging import Place
from admin_app.views import columns, cursors, formatters, json_filters
from admin_app.views.access import can
from admin_app.views.arguments import is_ours, refuse, row_id, search_text, whole_number
from admin_app.views.exports import csv_response
from admin_app.views.filters import Filter
from admin_app.views.list_pages import Page
from admin_app.views.list_rows import ActiveFilter, ListedRows
from admin_app.views.parts import page_or_part
from admin_app.views.related import here
from admin_app.views.table_words import SEARCH_LABELS, about_counted
from admin_app.words import _, about

LARGEST_PAGE = 10_000_000
# Of an address that stands for every row that it finds, not for those that it names.
MATCHING = "matching"
# More than that are not deleted at once: the page before it counts what goes along.
MOST_DELETED = 10_000


class Listing(ListedRows):
    """A list. A subclass says what it shows, and what it is searched, filtered and sorted by."""

    # What one row is called.
    singular: ClassVar[str]
    # Whole sentences about one row, to be translated: a noun put into a sentence has no case and no gender.
    words: ClassVar[Mapping[str, Any]]
    filters: ClassVar[Sequence[Filter]] = ()
    parent_export_columns: ClassVar[Mapping[str, Any]] = {}
    # What can be shown besides column_list.
    more_columns: ClassVar[Sequence[str]] = ("id",)

    can_set_page_size = True
    page_size = 50
    page_size_options = (20, 50, 100)
    named_filter_urls = True
    column_type_formatters = formatters.LIST

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """The list; from the menu of columns, the list with these, which this browser remembers."""
        if columns.REMEMBER not in request.args:
            page: str = super().index_view()
            return page
        chosen = columns.asked(self._known_columns())
        # What the list shows anyway is no choice.
        names = None if chosen == list(self.column_list) else chosen
        arguments = self._get_list_extra_args()
        arguments.extra_args.pop(columns.COLUMNS, None)
        kept = {columns.COLUMNS: ",".join(names)} if names else {}
        response = redirect(self._get_list_url(arguments.clone(page=0, extra_args=arguments.extra_args | kept)))
        columns.remember(response, self.endpoint, self.get_url(".index_view"), names)
        return response

    @expose("/export/<export_type>/")
    def export(self, export_type: str) -> ResponseReturnValue:
        """Every row of the list, all pages of it, or those that were marked; with every column."""
        if export_type != "csv":
            abort(404, _("A list can be exported as csv only."))
        arguments = self._get_list_extra_args()
        own = {column.name: column for column in self.model.__table__.columns}
        statement = self._matching(arguments.search, arguments.filters)
        marked = [row_id(text) for text in request.args.getlist("rowid")]
        if marked:
            statement = statement.where(self.model.id.in_(marked))
        column, _label = self._get_column_by_idx(arguments.sort) or (None, None)
        # Those without what it is sorted by come last: by themselves, since no index has both in this order.
        parts = self._order(column, bool(arguments.sort_desc)).parts(None)
        ordered = [statement.where(*part.conditions).order_by(*part.order) for part in parts]
        return csv_response(self.endpoint, {**own, **self.parent_export_columns}, *ordered)

    def get_list(
        self,
        page: int | None,
        sort_column: str | None,
        sort_desc: bool,
        search: str | None,
        filters: Sequence[ActiveFilter] | None,
        execute: bool = True,
        page_size: int | None = None,
    ) -> tuple[int, Page]:
        """How many rows match, and one page of them. Two statements at most; past the last page see _past_the_end."""
        order, size = self._order(sort_column, sort_desc), page_size or self.page_size
        place = cursors.asked(order)
        # Beside a place a number only says what the page is called.
        number = None if place and "page" not in request.args else page or 0
        source = self._source(search, filters, order, {column["name"] for column in self._shown_columns()})
        listed = list_page(source, order, Wanted(size, number, place))
        if not listed.rows and (place or number):
            self._past_the_end(number, Page(listed, order, size), place)
        return listed.count.number, Page(listed, order, size)

    def _past_the_end(self, number: int | None, page: Page, place: Place | None) -> NoReturn:
        """One past the end leads to the last page, whose only row may just have been deleted; further on is a 404."""
        last = page.last
        if place and place.backwards:
            abort(redirect(self._page_url({})))
        # Where about a page lies may be known from before its rows were deleted.
        is_known = page.count.kind is Kind.MORE or (number or 0) <= last
        if not page.count.is_exact and (place or is_known):
            abort(redirect(self._page_url({cursors.BEFORE: cursors.END})))
        if place or number == last + 1:
            abort(redirect(self._page_url({"page": last or None})))
        shown = f"{(number or 0) + 1:,}"
        if page.count.is_exact:
            abort(404, _("This list has no page %(page)s; its last is page %(last)s.", page=shown, last=last + 1))
        abort(404, _("This list has no page %(page)s; it has about %(last)s.", page=shown, last=about(last + 1)))

    def _get_list_extra_args(self) -> ViewArgs:
        return ViewArgs(
            page=whole_number("page", 0, LARGEST_PAGE),
            page_size=whole_number("page_size", 0, LARGEST_PAGE),
            sort=self._sort_argument(),
            sort_desc=whole_number("desc", 0, 1),
            search=search_text("search"),
            filters=self._filter_arguments(),
            extra_args=self._kept_arguments(),
        )

    def _kept_arguments(self) -> dict[str, Any]:
        """What else the address says of the list, for every link that leads on to another part of it."""
        asked = columns.asked(self._known_columns())
        return {columns.COLUMNS: ",".join(asked)} if asked else {}

    def _sort_argument(self) -> int | None:
        if not request.args.get("sort"):
            return None
        number = whole_number("sort", 0, LARGEST_PAGE)
        if number >= len(self._list_columns) or self._list_columns[number][0] not in self.sort_keys:
            refuse(_("This list cannot be sorted by column %(number)s.", number=number))
        return number

    def _filter_arguments(self) -> list[ActiveFilter]:
        given = [(name, value) for name, value in request.args.items() if name.startswith("flt") and value]
        json_filters.refuse_too_many([name for name, _value in given])
        return [self._filter_argument(name, value) for name, value in sorted(given)]

    def _filter_argument(self, name: str, value: str) -> ActiveFilter:
        index, chosen = (self._filter_args or {}).get(name.partition("_")[2], (0, None))
        if chosen is None:
            refuse(_("This list has no filter “%(name)s”.", name=name[:60]))
        if not chosen.validate(value):
            words = {"name": chosen.name, "operation": chosen.operation(), "wanted": chosen.wanted, "value": value[:60]}
            refuse(_("The filter “%(name)s: %(operation)s” takes %(wanted)s, not “%(value)s”.", **words))
        return index, chosen.name, value

    def may(self, action: str) -> bool:
        """Whether the person of this request may do this with rows of the table: read, write, delete, export …"""
        return can(f"{SUBJECTS[self.endpoint]}:{action}")

    def _abort_gone(self) -> NoReturn:
        abort(404, str(self.words["gone"]))

    def _return_url(self, given: Mapping[str, str] | None = None) -> str:
        """Where the person came from, on this site only; else the list."""
        target = (request.args if given is None else given).get("url", "")
        return target if is_ours(target) else str(self.get_url(".index_view"))

    # What Flask-Admin asks of a model view.

    @property
    def can_create(self) -> bool:
        """Whether there is a form for new rows."""
        return self.may("write")

    @property
    def can_edit(self) -> bool:
        """Whether rows have a form."""
        return self.may("write")

    @property
    def can_delete(self) -> bool:
        """Whether rows can be deleted."""
        return self.may("delete")

    @property
    def can_export(self) -> bool:
        """Whether the list can be had as a file."""
        return self.may("export")

    def _run_view(self, view: Any, *arguments: Any, **options: Any) -> Any:
        """Run a page once. Flask-Admin's own runs it again, differently, after a TypeError, which hides the error."""
        return view(self, *arguments, **options)

    def get_filters(self) -> list[Filter]:
        """The filters, in the order of their menu; what is in documents has a form of its own."""
        return [*self.filters, *json_filters.inside_documents(self.model, self.get_column_name)]

    def search_placeholder(self) -> str:
        """What the search box says."""
        return str(self.words["search"])

    def get_filter_arg(self, index: int, flt: Filter) -> str:
        """What an address calls a filter, in every language."""
        return flt.argument

    def render(self, template: str, **context: Any) -> str:
        """Add to the list's template what its tools and rows are; a script that asks for a part gets that alone."""
        if template == self.list_template:
            context |= self._of_the_list(context)
            template = page_or_part(template, "admin/model/_list_parts.html")
        elif template == self.details_template:
            template = page_or_part(template, "admin/model/_quick_look.html")
            context |= {"details_columns": self._details_columns, "get_value": self.get_detail_value}
        return str(super().render(template, **context))

    def _of_the_list(self, context: Mapping[str, Any]) -> dict[str, Any]:
        page, given = context["data"], self._get_list_extra_args()
        return {
            "search_label": SEARCH_LABELS[self.endpoint],
            "counted": about_counted(self.endpoint, page.count),
            "shown_columns": self._shown_columns(),
            "offered_columns": self._offered_columns(),
            "list_arguments": self._list_arguments(),
            "without": _without,
            "most_deleted": MOST_DELETED,
            "filter_choices": self._filter_choices(),
            "active_chips": self._chips(context["active_filters"]),
            "json_filter": json_filters.for_page(self._filters, context["active_filters"]),
            "saved_views_url": self.get_url(".saved_views", **self._list_arguments()),
            "page_url": self._page_url,
            # Another order or size begins at the first page; what is opened from here comes back to this one.
            "sort_url": lambda column, is_sorted: self._get_list_url(
                given.clone(page=0, sort=column, sort_desc=is_sorted and not given.sort_desc)
            ),
            "page_size_url": lambda size: self._get_list_url(given.clone(page=0, page_size=size)),
            "return_url": here(),
        }

    def _page_url(self, page: Mapping[str, Any]) -> str:
        """The address of this list at a page."""
        return str(self.get_url(".index_view", **self._list_arguments(), **page))

    def _list_arguments(self) -> dict[str, Any]:
        """All that makes this list what it is but its page, as the arguments of an address."""
        given = self._get_list_extra_args()
        plain = {"search": given.search, "sort": given.sort, "page_size": given.page_size or None}
        some = {name: value for name, value in plain.items() if value is not None}
        if given.sort_desc:
            some["desc"] = 1
        return {**some, **self._get_filters(given.filters), **given.extra_args}

    def _known_columns(self) -> list[str]:
        return [*self.column_list, *(name for name in self.more_columns if name not in self.column_list)]

    def _shown_columns(self) -> list[dict[str, Any]]:
        """The columns to show, each with its place in column_list, which is what a list is sorted by."""
        known = self._known_columns()
        shown = columns.asked(known) or columns.remembered(known, self.endpoint) or self.column_list
        places = {name: number for number, name in enumerate(self.column_list) if name in self.sort_keys}
        return [
            {
                "name": name,
                "label": self.get_column_name(name),
                "sort": places.get(name),
                "is_number": isinstance(getattr(self.model.__table__.c.get(name), "type", None), Integer),
            }
            for name in shown
        ]

    def _offered_columns(self) -> list[dict[str, Any]]:
        shown = {column["name"] for column in self._shown_columns()}
        return [
            {"name": name, "label": self.get_column_name(name), "shown": name in shown}
            for name in self._known_columns()
        ]

    def _filter_choices(self) -> list[dict[str, Any]]:
        return [
            {"arg": arg, "group": item.name, "operation": item.operation(), "kind": item.kind, "options": item.options}
            for arg, (_number, item) in self._filter_args.items()
            if item.kind != "json"
        ]

    def _chips(self, active: Sequence[ActiveFilter]) -> list[dict[str, Any]]:
        return [self._chip(active, number) for number in range(len(active))]

    def _chip(self, active: Sequence[ActiveFilter], number: int) -> dict[str, Any]:
        index, _name, value = active[number]
        chosen, others = self._filters[index], [item for item in active if item is not active[number]]
        arguments = self._get_list_extra_args().clone(filters=others, page=0)
        return {"told": chosen.told(value), "field_id": chosen.field_id, "remove_url": self._get_list_url(arguments)}


def _without(arguments: Mapping[str, Any], part: str) -> dict[str, Any]:
    """The arguments of a list but those that begin with a name, for a link or a form that says that part anew."""
    return {name: value for name, value in arguments.items() if not name.startswith(part)}

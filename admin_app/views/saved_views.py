"""The views of a list that a person has saved: the menu of them, and what is done to each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import abort, flash, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from admin_app.errors import RefusedError
from admin_app.extensions import db
from admin_app.models import SavedView
from admin_app.operations.saved_views import (
    LONGEST_NAME,
    change_view,
    delete_view,
    rename_view,
    save_view,
)
from admin_app.queries.saved_views import saved_view_of, saved_views_of
from admin_app.views.arguments import number_id, refuse
from admin_app.views.formatters import isolated
from admin_app.views.listing import Listing
from admin_app.views.parts import page_or_part
from admin_app.words import _


@dataclass(frozen=True)
class Refusal:
    """What was typed as a name, of which view where it is not a new one, and why it could not be."""

    sentence: str
    name: str
    view_id: int | None


class SavedViewPages(Listing):
    """A table whose lists people save below a name; the address after `views/` has the list as it is now."""

    @expose("/views/", methods=("GET", "POST"))
    def saved_views(self) -> ResponseReturnValue:
        """The person's views, as a page or, for the menu, as a part of one; by POST, what is done to one of them."""
        if request.method != "POST":
            return self._views_page()
        doing = self._deeds().get(request.form.get("do", ""))
        if doing is None:
            refuse(_("Nothing can be done to a view by this name."))
        try:
            target, sentence = doing()
        except RefusedError as refused:
            db.session.rollback()
            typed = request.form.get("name", "")
            id = request.form.get("id")
            return self._views_page(Refusal(refused.message, typed, number_id(id) if id else None)), 422
        db.session.commit()
        flash(sentence, "success")
        return redirect(target)

    def _views_page(self, refusal: Refusal | None = None) -> str:
        now = _pairs(self._list_query())
        views = saved_views_of(g.user_id, self.model.__tablename__)
        return self.render(
            page_or_part("admin/model/saved_views.html", "admin/model/_saved_views_menu.html"),
            views=[
                {"id": view.id, "name": view.name, "url": self._view_url(view.query), "now": _pairs(view.query) == now}
                for view in views
            ],
            here=self._here(),
            share_url=self._here(_external=True),
            action_url=f"{self.get_url('.saved_views')}?{self._list_query()}",
            longest_name=LONGEST_NAME,
            refusal=refusal,
        )

    def _deeds(self) -> dict[str, Callable[[], tuple[str, str]]]:
        """What can be done; each gives where to go and what to say."""
        return {
            "save": self._save_view,
            "change": self._change_view,
            "rename": self._rename_view,
            "delete": self._forget,
        }

    def _save_view(self) -> tuple[str, str]:
        view = save_view(g.user_id, self.model.__tablename__, request.form.get("name", ""), self._list_query())
        return self._here(), _("The view “%(name)s” is saved. You find it under Views.", name=isolated(view.name))

    def _change_view(self) -> tuple[str, str]:
        view = self._own_view()
        change_view(view, self._list_query())
        return self._here(), _("The view “%(name)s” now shows this list.", name=isolated(view.name))

    def _rename_view(self) -> tuple[str, str]:
        view = self._own_view()
        rename_view(view, request.form.get("name", ""))
        return self._here(), _("The view is now called “%(name)s”.", name=isolated(view.name))

    def _forget(self) -> tuple[str, str]:
        view = self._own_view()
        name = view.name
        delete_view(view)
        return self._here(), _("The view “%(name)s” was deleted. The rows are as they were.", name=isolated(name))

    def _own_view(self) -> SavedView:
        view = saved_view_of(g.user_id, self.model.__tablename__, number_id(request.form.get("id")))
        return view or abort(404, _("You have no such view: it may have been deleted a moment ago."))

    def _here(self, **options: Any) -> str:
        """The list that the address names, from its first page."""
        return self._view_url(self._list_query(), **options)

    def _list_query(self) -> str:
        return urlsplit(str(self._get_list_url(self._get_list_extra_args().clone(page=0)))).query

    def _view_url(self, query: str, **options: Any) -> str:
        address = str(self.get_url(".index_view", **options))
        return f"{address}?{query}" if query else address


def _pairs(query: str) -> list[tuple[str, str]]:
    """The arguments in an order of their own, so that lists are compared by what they show."""
    return sorted(parse_qsl(query))

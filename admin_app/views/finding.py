"""The box that finds everything: pages and what can be done there, courses, lessons, learners and assets, as JSON."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from admin_app.permissions import SUBJECTS
from admin_app.queries.finding import Found, Kind, Search, find, in_other_layout, searchable
from admin_app.views import menu
from admin_app.views.access import can, link
from admin_app.views.arguments import search_text
from admin_app.views.preferences import LANGUAGES, language
from admin_app.words import _, _l

ROWS, DEEDS, ABOUT = 5, 12, 3
MOST_WORDS, LONGEST_WORD = 8, 40
# Fewer letters are too like others.
SHORTEST_TYPO, SHORTEST_STEM, ALIKE = 4, 2, 0.75
# Between what is done and to what; they say nothing themselves.
SMALL_WORDS = frozenset(
    {
        "a",
        "an",
        "for",
        "in",
        "of",
        "on",
        "the",
        "to",
        "в",
        "во",
        "для",
        "до",
        "за",
        "из",
        "к",
        "на",
        "о",
        "по",
        "с",
        "у",
    }
)
blueprint = Blueprint("finding", __name__)

Item = dict[str, Any]
Words = tuple[str, ...]


@dataclass(frozen=True)
class Deed:
    """Something to do: a page to do it on, or what the browser does by itself.

    `words` has a group for each part of its name: beginnings of words in every language, whichever the reader's is.
    What is typed besides names the row of kind `of` that it is done to, and the address bears `argument`.
    Without a label it is nothing without such a row.
    """

    label: Any
    icon: str
    words: tuple[Words, ...]
    endpoint: str = ""
    does: str = ""
    of: Kind | None = None
    argument: Callable[[Found], dict[str, object]] = lambda found: {}
    about: Callable[[str], str] = str


NEW: Words = ("new", "add", "create", "нов", "созда", "добав")
COURSE: Words = ("course", "курс")
LESSON: Words = ("lesson", "урок")
LEARNER: Words = ("profile", "learner", "профил", "ученик", "родител")
DESCRIPTION: Words = ("description", "описан")
PAGE_WORDS = {
    "admin.index": "dashboard overview home главная панель обзор сводка",
    "previews.show": "preview learner просмотр предпросмотр ученик",
    "courses.index_view": "courses курсы",
    "lessons.index_view": "lessons уроки",
    "lesson-descriptions.index_view": "standard descriptions стандартные описания",
    "lesson-assets.index_view": "assets files videos material материалы файлы видео",
    "profiles.index_view": "profiles learners профили ученики",
    "personalized-lesson-descriptions.index_view": "personalized descriptions персональные описания",
    "activity.index": "activity history changes deleted журнал история изменения удаленное",
    "users.index": "users people accounts roles пользователи люди роли",
    "profile_views.index": "looks at learners who просмотры кто смотрел",
}
PREVIEW = Deed(
    None,
    "school",
    (("preview", "see", "просмотр", "предпросмотр", "показ"),),
    "previews.show",
    of="profiles",
    argument=lambda learner: {"profile": learner.key},
    about=lambda name: _("Preview as “%(name)s”", name=name),
)
ACTIONS = (
    Deed(_l("New course"), "plus", (NEW, COURSE), "courses.create_view"),
    Deed(
        _l("New lesson"),
        "plus",
        (NEW, LESSON),
        "lessons.create_view",
        of="courses",
        argument=lambda course: {"course_id": course.id},
        about=lambda name: _("New lesson in “%(name)s”", name=name),
    ),
    Deed(
        _l("New standard description"),
        "plus",
        (NEW, DESCRIPTION),
        "lesson-descriptions.create_view",
        of="lessons",
        argument=lambda lesson: {"lesson_id": lesson.id},
        about=lambda name: _("New standard description of “%(name)s”", name=name),
    ),
    Deed(
        _l("New asset"),
        "plus",
        (NEW, ("asset", "file", "video", "материал", "файл", "видео")),
        "lesson-assets.create_view",
        of="lessons",
        argument=lambda lesson: {"lesson_id": lesson.id},
        about=lambda name: _("New asset of “%(name)s”", name=name),
    ),
    Deed(_l("New profile"), "plus", (NEW, LEARNER), "profiles.create_view"),
    Deed(_l("New user"), "plus", (NEW, ("user", "account", "пользовател")), "users.create"),
    Deed(
        None,
        "list-numbers",
        (LESSON,),
        "lessons.index_view",
        of="courses",
        argument=lambda course: {"flt0_course_slug_equals": course.key},
        about=lambda name: _("Lessons of “%(name)s”", name=name),
    ),
    PREVIEW,
    Deed(
        _l("Your account"), "user", (("account", "password", "profile", "аккаунт", "учетн", "парол"),), "account.show"
    ),
    Deed(_l("Keyboard shortcuts"), "keyboard", (("keyboard", "клавиат"), ("shortcut", "key", "сочетан")), does="keys"),
    Deed(_l("Light or dark"), "contrast", (("theme", "тем", "light", "dark", "светл"),), does="theme"),
    Deed(_l("Sign out"), "logout", (("sign", "log", "выйти", "выход"), ("out",)), does="sign-out"),
)
LANGUAGE_WORDS: dict[str, Words] = {"en": ("english", "английск"), "ru": ("russian", "русск")}
KINDS: tuple[Kind, ...] = ("courses", "lessons", "profiles", "lesson-assets")
LABELS = {"courses": _l("Courses"), "lessons": _l("Lessons"), "profiles": _l("Profiles"), "lesson-assets": _l("Assets")}
ICONS = {"courses": "book", "lessons": "list-numbers", "profiles": "user", "lesson-assets": "paperclip"}
KEPT = ("courses", "lessons")
NAMES: dict[Kind, Callable[[Found], Item]] = {
    "courses": lambda row: {"label": row.name, "detail": row.key},
    "lessons": lambda row: {"label": f"{row.number}. {row.name}", "detail": row.parent},
    "profiles": lambda row: {"label": row.name or row.key, "detail": row.key},
    "lesson-assets": lambda row: {"label": row.name, "detail": f"{row.key} · {row.parent}"},
}


@blueprint.get("/admin/find.json")
def find_json() -> ResponseReturnValue:
    """What fits the words of `q`, in groups, the likeliest first; without words, the pages and what can be done."""
    typed = search_text("q")
    kinds = [kind for kind in KINDS if can(f"{SUBJECTS[kind]}:read")]
    meant = [(deed, rest) for deed in _deeds() if (rest := _rest(deed, typed)) is not None]
    plain = [_item(deed, deed.label) for deed, rest in meant if deed.label and not rest]
    about = [(deed, Search(deed.of, rest)) for deed, rest in meant if rest and deed.of in kinds and deed.of]
    searches = [Search(kind, typed) for kind in kinds]
    each = list(dict.fromkeys([*searches, *(search for _deed, search in about)]))
    found = dict(zip(each, find(each, limit=ROWS), strict=True))
    to_rows = [_done_to(deed, row) for deed, search in about for row in found[search][:ABOUT]]
    likeliest = sorted((search for search in searches if found[search]), key=lambda search: found[search][0].rank)
    groups = [
        {"label": _("Pages"), "items": _pages(typed)},
        {"label": _("Actions"), "items": [*to_rows, *plain][:DEEDS]},
        *({"label": str(LABELS[search.kind]), "items": _rows(search.kind, found[search])} for search in likeliest),
    ]
    return jsonify(groups=[group for group in groups if group["items"]], short=bool(typed) and not searchable(typed))


def _deeds() -> list[Deed]:
    """What the person may do, the other languages included."""
    others = [
        Deed(name, "language", (("language", "язык", *LANGUAGE_WORDS[code]),), does=f"language-{code}")
        for code, name in LANGUAGES.items()
        if code != language()
    ]
    return [deed for deed in (*ACTIONS, *others) if not deed.endpoint or link(deed.endpoint)]


def _item(deed: Deed, label: object, **arguments: object) -> Item:
    way = {"url": link(deed.endpoint, **arguments)} if deed.endpoint else {"does": deed.does}
    return {"label": str(label), "icon": deed.icon, **way}


def _done_to(deed: Deed, row: Found) -> Item:
    name = row.name or row.key or ""
    return _item(deed, deed.about(name), **deed.argument(row)) | {"detail": row.key or row.parent}


def _pages(typed: str) -> list[Item]:
    """The pages of the person's menu whose name, in any language, has each of the words."""
    words = {link(endpoint): words.split() for endpoint, words in PAGE_WORDS.items()}
    pages = [(group, page) for group in menu.navigation() for page in group["items"]]  # type: ignore[attr-defined]
    return [
        {
            "label": str(page["label"]),
            "detail": str(group["label"]),
            "icon": page["icon"],
            "url": page["url"],
            "keep": True,
        }
        for group, page in pages
        if _all_meant(typed, [*_words(str(page["label"])), *words.get(page["url"], ())])
    ]


def _rows(kind: Kind, found: Sequence[Found]) -> list[Item]:
    items = [
        # What the browser remembers has nothing of learners in it.
        {**NAMES[kind](row), "icon": ICONS[kind], "url": link(f"{kind}.details_view", id=row.id), "keep": kind in KEPT}
        for row in found
    ]
    if kind == PREVIEW.of and link(PREVIEW.endpoint):
        # What is asked most of a learner, one key away from the likeliest.
        items.insert(1, _done_to(PREVIEW, found[0]))
    return items


def _rest(deed: Deed, typed: str) -> str | None:
    """What is typed besides the deed's own words, which have to be there; None where something else is meant."""
    rest = [word for word in typed.split()[:MOST_WORDS] if word.lower() not in SMALL_WORDS]
    if not rest:
        return "" if not typed else None
    own = [next((word for word in rest if _is_meant(word, group)), None) for group in deed.words]
    for word in {word for word in own if word}:
        rest.remove(word)
    if not any(own) or (rest and not all(own)):
        return None
    return " ".join(rest)


def _all_meant(typed: str, words: Iterable[str]) -> bool:
    words = list(words)
    return all(_is_meant(word, words) for word in typed.split()[:MOST_WORDS] if word.lower() not in SMALL_WORDS)


def _is_meant(typed: str, words: Iterable[str]) -> bool:
    """Whether a word is the beginning of one of the words, begins with it, or nearly does, on either keyboard."""
    given = [_folded(each)[:LONGEST_WORD] for each in (typed, in_other_layout(typed)) if each]
    return any(_is_alike(each, word) for each in given for word in words)


def _is_alike(typed: str, word: str) -> bool:
    if word.startswith(typed) or (len(word) > SHORTEST_STEM and typed.startswith(word)):
        return True
    return len(typed) >= SHORTEST_TYPO <= len(word) and SequenceMatcher(None, typed, word).ratio() >= ALIKE


def _words(label: str) -> list[str]:
    return _folded(label).split()


def _folded(text: str) -> str:
    return text.lower().replace("ё", "е")

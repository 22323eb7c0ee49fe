"""Every sentence is in the catalogue, translated as a whole, and no page in Russian has an English word left."""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import SubElement

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.jslexer import tokenize
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from admin_app.operations import users
from admin_app.permissions import Role
from tests import people
from tests.conftest import ROOT
from tests.views import rows
from tests.views.entrance import token
from tests.views.histories import change, newest, remove
from tests.views.pages import Element, Page, opened
from tests.views.tables import TABLES, Table

CATALOGUE = ROOT / "admin_app/translations/ru/LC_MESSAGES/messages.po"
FOLDERS = ("admin_app", "templates")
NOT_OURS = ("vendor", "words", "translations", "__pycache__")
PLACEHOLDER = re.compile(r"%\(\w+\)s")
TAG = re.compile(r"</?\w+")

Id = str | tuple[str, str]


# The catalogue


@cache
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="ru")


@cache
def said() -> dict[Id, str]:
    """Every message of the sources, and the file where it was found last."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["babel"]["mappings"]
    options = {each.pop("pattern"): each for each in mappings}
    methods = [(pattern, each.pop("method")) for pattern, each in options.items()]
    found = extract_from_dir(
        ROOT,
        methods,
        options,
        keywords={**DEFAULT_KEYWORDS, "_l": None},
        directory_filter=lambda path: is_ours(str(path)),
    )
    return {tuple(text) if isinstance(text, list | tuple) else text: place for place, _line, text, *_rest in found}  # type: ignore[misc]


def is_ours(path: str) -> bool:
    parts = path.removeprefix(str(ROOT)).strip("/").split("/")
    return parts == [""] or (parts[0] in FOLDERS and parts[-1] not in NOT_OURS)


def messages() -> list[Message]:
    return [message for message in catalogue() if message.id]


def forms(message: Message) -> list[str]:
    """What a message says in Russian: one text, or one for each form of a number."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def key(message: Message) -> Any:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def test_the_sources_are_read() -> None:
    """Else the tests below would hold of nothing."""
    places = {place.rpartition(".")[2] for place in said().values()}
    assert places >= {"py", "html"}
    assert ("%(num)s lesson", "%(num)s lessons") in said()


def test_every_message_is_in_the_catalogue_and_nothing_else_is() -> None:
    known = {key(message) for message in messages()}
    assert {text: place for text, place in said().items() if text not in known} == {}, "run make words"
    assert known - said().keys() == set(), "run make words"
    assert catalogue().obsolete == {}


def test_every_message_is_translated_with_all_its_forms() -> None:
    assert [key(message) for message in messages() if not all(forms(message)) or message.fuzzy] == []
    plural = [message for message in messages() if message.pluralizable]
    assert {len(forms(message)) for message in plural} == {3}


def test_a_translation_has_the_placeholders_and_the_markup_of_its_sentence() -> None:
    for message in messages():
        # The form for one may leave its number out in English; in Russian 21 has that form, too.
        wanted = message.id if isinstance(message.id, str) else message.id[1]
        for form in forms(message):
            assert set(PLACEHOLDER.findall(form)) == set(PLACEHOLDER.findall(wanted)), form
            assert sorted(TAG.findall(form)) == sorted(TAG.findall(wanted)), form
            assert "%" not in PLACEHOLDER.sub("", form).replace("%%", ""), form


# What the sources say without looking it up

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SOURCES = sorted((ROOT / "admin_app").rglob("*.py"))
MACROS = sorted((ROOT / "templates/macros").glob("*.html"))
MACRO = re.compile(r"\{%-? *macro .*?endmacro *-?%\}", re.DOTALL)
# The words of a package's buttons, to find ours by, are in one of the scripts.
SCRIPTS = sorted(set((ROOT / "admin_app/static/js").glob("*.js")) - {ROOT / "admin_app/static/js/json-editor-words.js"})
# Commands speak English.
SPEAKING = [
    path for path in SOURCES if path.relative_to(ROOT).parts[1] not in ("cli", "config.py", "local_postgres.py")
]
BLOCK = re.compile(r"\{#.*?#\}|\{% *trans.*?endtrans *%\}", re.DOTALL)
EXPRESSION = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
LOOKED_UP = re.compile(r"""\b(_|ngettext)\(\s*("[^"]*"|'[^']*')(,\s*("[^"]*"|'[^']*'))?""")
# Comments, and errors that only the console tells.
COMMENT = re.compile(r"^\s*//.*$|new Error\(.*?\)", re.MULTILINE)
SCRIPT_LITERAL = re.compile(r""""([^"\n]*)"|`([^`]*)`""")
IN_A_TEMPLATE = re.compile(r"\b(_|ngettext)\(")
LITERAL = re.compile(r"""["']([^"']*)["']""")
# More than one word, or one that begins a sentence.
SENTENCE = re.compile(r"(?<![\w-])[A-Z][a-z]+(?: [\w(]|[.!?…]?$)|^(?!main )[a-z]+ [a-z]+ [a-z]+")
# A class or a condition of Jinja is no sentence, and these are no words of ours.
QUIET = re.compile(
    r"\b(btn|alert|card|col|row|text|form|badge|table|nav|mb|mt)\b-?"
    r"|^(Escape|Enter|Tab|Key|Slash|Space|Document|Picker|Persona|UTC|single keys off)$"
)
# What a macro returns to another one.
CLASS = re.compile(r"^ +(?:[a-z]+-[a-z]+ ?)+$|^ +yes$", re.MULTILINE)
TELLING = ("flash", "abort", "refuse", "RefusedError", "DocumentError", "PathError", "PydanticCustomError")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_looks_every_sentence_up(path: Path) -> None:
    source = BLOCK.sub("", path.read_text("utf-8"))
    outside = texts(Fragment(CLASS.sub("", EXPRESSION.sub(" ", source))).root)
    assert [text for text in outside if set(WORD.findall(NO_WORDS.sub(" ", text))) - SAME - DATA] == []
    inside = " ".join(EXPRESSION.findall(LOOKED_UP.sub("_(", source)))
    literals = [text for text in LITERAL.findall(inside) if SENTENCE.search(text) and not QUIET.search(text)]
    assert literals == []


@pytest.mark.parametrize("path", MACROS, ids=lambda path: path.name)
def test_a_macro_looks_its_sentences_up_when_it_is_called(path: Path) -> None:
    """What stands beside the macros of a file is run once for all requests, in the language of the first."""
    beside = MACRO.sub("", path.read_text("utf-8"))
    assert not LOOKED_UP.search(beside)


class Fragment(HTMLParser):
    """A template without its expressions as elements side by side: a tag may begin in one branch of a condition."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("template-of-a-page")
        self._silent = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what its attributes say."""
        SubElement(self.root, tag, {name: value or "" for name, value in attrs})
        self._silent = self._silent or (tag if tag in SILENT else "")

    def handle_endtag(self, tag: str) -> None:
        """Listen again."""
        self._silent = "" if tag == self._silent else self._silent

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if not self._silent:
            SubElement(self.root, "span").text = data


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_looks_every_sentence_up(path: Path) -> None:
    source = LOOKED_UP.sub("_(", COMMENT.sub("", path.read_text("utf-8")))
    literals = [text for pair in SCRIPT_LITERAL.findall(source) for text in pair]
    assert [text for text in literals if SENTENCE.search(text) and not QUIET.search(text)] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_looks_no_sentence_up_within_a_template(path: Path) -> None:
    """There the sentence is not found by what makes the catalogue, and so stays English."""
    tokens = tokenize(path.read_text("utf-8"))
    templates = [token.value for token in tokens if token.type == "template_string"]
    assert [text for text in templates if IN_A_TEMPLATE.search(text)] == []


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_module_tells_people_is_looked_up(path: Path) -> None:
    calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
    told = [node for node in calls if getattr(node.func, "id", "") in TELLING]
    assert [ast.unparse(node) for node in told if any(is_bare(each) for each in node.args)] == []


def is_bare(node: ast.expr) -> bool:
    """Whether an argument is a sentence as it stands there, rather than one that is looked up."""
    text = "".join(
        each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)
    )
    return isinstance(node, ast.Constant | ast.JoinedStr) and " " in text


# The pages

# What is the same in every language: names, formats, and what people type or programs say.
SAME = {
    *("Persona", "JSON", "CSV", "UTC", "NUL", "PDF", "URL", "id", "Id", "ID", "QR", "MB", "TOTP"),
    *("Ctrl", "Enter", "Esc", "Shift", "Alt", "Tab", "Cmd", "Home", "End"),
    *("http", "https", "NaN", "true", "false", "null", "from", "to", "before", "good-sleep", "user", "agent"),
}
# The database's user, and an owner of rows that no test names.
DATA = {"postgres", "podcast", "Tips", "video", "document", "image", "audio", "link", "auth"}
NO_WORDS = re.compile(
    r"""[\w.+-]+@[\w.-]+                # an address of a person
    | https?://\S+ | /admin/\S* | /login\S*
    | \bflask(\ [a-z]+)+                # a command
    | [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}
    | \w*\.\w+\.\w+ | [\w-]+/[\w-]+     # an address of a site, a zone or a type
    | «[^»]*»                           # what somebody has typed
    """,
    re.VERBOSE,
)
WORD = re.compile(r"[A-Za-z]{2,}(?:-[A-Za-z]+)*")
ATTRIBUTES = (
    "title",
    "placeholder",
    "aria-label",
    "aria-description",
    "alt",
    "data-placeholder",
    "data-label",
    "label",
)
SILENT = ("script", "style", "code", "kbd", "pre", "textarea", "svg", "template")
BUTTONS = ("submit", "button", "reset")


def english(page: Page) -> list[str]:
    """The texts of a page that have an English word."""
    return [text for text in texts(page.root) if set(WORD.findall(NO_WORDS.sub(" ", text))) - SAME - DATA]


def texts(element: Element) -> Iterator[str]:
    """All that a person reads or hears of an element; what stands in code or in a language of its own is left out."""
    if element.tag in SILENT or (element.get("lang", "ru") != "ru"):
        return
    for name in ATTRIBUTES:
        yield " ".join(element.get(name, "").split())
    if element.tag == "meta" and element.get("name") == "description":
        yield element.get("content", "")
    if element.tag == "input" and element.get("type") in BUTTONS:
        yield element.get("value", "")
    yield " ".join((element.text or "").split())
    for child in element:
        yield from texts(child)
        yield " ".join((child.tail or "").split())


def left_in(client: FlaskClient, addresses: Iterable[str]) -> dict[str, str]:
    """The English texts of pages, each with the first page that has it."""
    found: dict[str, str] = {}
    for address in addresses:
        for text in english(Page(client.get(address, follow_redirects=True).text)):
            found.setdefault(text, address)
    return found


def expect_none(left: dict[str, str]) -> None:
    """Fail with all that is left, a line each."""
    if left:
        pytest.fail("\n".join(sorted(f"{address}: {text}" for text, address in left.items())), pytrace=False)


@pytest.fixture
def russian(client: FlaskClient) -> FlaskClient:
    client.set_cookie("language", "ru")
    return client


def course_in_russian() -> dict[Table, str]:
    """One row of each table, whose names and documents have no Latin letter."""
    course = rows.add_course(title="Сон без слёз", slug="сон", description="О сне")
    document = '{"title": "Ритуал", "советы": ["Свет", "Тишина"], "шаг": {"один": [1, null]}}'
    lesson = rows.add_lesson(course_id=course.id, title="Ритуалы", summary="Перед сном", content=document)
    profile = rows.add_profile(user_identifier="анна", name="Анна", course_slug="сон", survey=document)
    description = rows.add_description(lesson_id=lesson.id, data=document)
    personalized = rows.add_personalized(lesson_id=lesson.id, profile_id=profile.id, content=document)
    asset = rows.add_asset(
        lesson_id=lesson.id, asset_type="видео", url="https://example.com/а", asset_metadata=document
    )
    made = (course, lesson, description, profile, personalized, asset)
    by_sql = {row.__tablename__: str(row.id) for row in made}
    return {table: by_sql[table.sql] for table in TABLES}


def test_what_is_looked_for_would_be_found() -> None:
    html = '<a title="Open it">Урок</a><input type="submit" value="Save"><p>Сон <b>без</b> tears</p><code>code</code>'
    assert english(Page(html)) == ["Open it", "Save", "tears"]
    assert english(Page('<p>admin@example.com — создан курс (JSON)</p><span lang="en">English</span>')) == []


def test_the_pages_of_the_tables_are_russian(russian: FlaskClient, session: scoped_session[Session]) -> None:
    addresses = []
    for table, row_id in course_in_russian().items():
        change(table.sql, row_id, created_at="2026-01-02 03:04:05+00")
        addresses += [
            table.path,
            f"{table.path}?search=нет-такого",
            f"{table.path}?page=999",
            f"{table.path}?sort=x",
            f"{table.path}new/",
            f"{table.path}edit/?id={row_id}",
            f"{table.path}details/?id={row_id}",
            f"{table.path}details/?id=x",
            f"{table.path}delete/?id={row_id}",
            f"{table.path}history/?id={row_id}",
            f"{table.path}compare/?id={row_id}&from=0&to=now",
            f"{table.path}restore/?id={row_id}&revision={newest(row_id)}",
        ]
    expect_none(left_in(russian, addresses))


def test_refused_forms_are_russian(russian: FlaskClient, session: scoped_session[Session], csrf_token: str) -> None:
    left: dict[str, str] = {}
    for table, row_id in course_in_russian().items():
        wrong = dict.fromkeys(table.fields, "") | ({table.document: "{"} if table.document else {})
        bad = dict.fromkeys(table.fields, "!") | ({table.document: '{"а": NaN}'} if table.document else {})
        for data in (wrong, bad):
            page = russian.post(f"{table.path}new/", data=data | {"csrf_token": csrf_token})
            assert page.status_code == 422
            left |= dict.fromkeys(english(Page(page.text)), table.path)
        untold = russian.post(f"{table.path}edit/?id={row_id}", data=wrong)
        left |= dict.fromkeys(english(Page(untold.text)), f"{table.path}edit/, without a token")
    expect_none(left)


def test_the_history_and_what_is_taken_back_are_russian(
    russian: FlaskClient, session: scoped_session[Session], csrf_token: str
) -> None:
    made = course_in_russian()
    left: dict[str, str] = {}
    for table, row_id in reversed(made.items()):
        fields = opened(russian, f"{table.path}edit/?id={row_id}").fields() | dict([table.changed])
        saved = russian.post(f"{table.path}edit/?id={row_id}", data=fields, follow_redirects=True)
        left |= dict.fromkeys(english(Page(saved.text)), f"{table.path}, saved")
    course = made[TABLES[0]]
    deletion = remove("courses", course)
    addresses = [
        "/admin/activity/",
        "/admin/activity/?table=lessons&operation=update&person=outside&since=2026-01-01&until=2026-12-31&deleted=1",
        "/admin/activity/?until=2020-01-01",
        "/admin/activity/?since=вчера",
        "/admin/activity/?before=x",
        f"{TABLES[0].path}history/?id={course}",
        f"{TABLES[0].path}restore/?id={course}&revision={deletion}",
        f"{TABLES[0].path}restore/?revision=0",
    ]
    left |= left_in(russian, addresses)
    back = {"id": course, "revision": str(deletion), "csrf_token": csrf_token}
    for _time in range(2):
        page = russian.post(f"{TABLES[0].path}restore/", data=back, follow_redirects=True)
        left |= dict.fromkeys(english(Page(page.text)), "a deleted row, brought back")
    expect_none(left)


def test_the_other_pages_are_russian(russian: FlaskClient, session: scoped_session[Session]) -> None:
    course_in_russian()
    user = users.create_user("new@example.com", Role.EDITOR, people.PASSWORD)
    session.commit()
    addresses = [
        *("/admin/", "/admin/preview/", "/admin/preview/?profile=анна", "/admin/preview/?profile=нет", "/нет-такой"),
        *("/admin/users/", "/admin/users/new/", f"/admin/users/edit/?id={user.id}", "/admin/profile-views/"),
        *("/account/", "/account/password", "/account/two-factor", "/account/verify", "/admin/courses/action/"),
    ]
    expect_none(left_in(russian, addresses))


def test_signing_in_is_russian(app: Flask, anonymous: FlaskClient) -> None:
    app.extensions["guessing"].reset()
    anonymous.set_cookie("language", "ru")
    left = left_in(anonymous, ["/login", "/login?next=/admin/", "/login/code", "/reset/x"])
    for email, password in (("", ""), ("admin@example.com", "wrong wrong"), ("x", "x" * 500)):
        data = {"email": email, "password": password, "csrf_token": token(anonymous, "/login")}
        left |= dict.fromkeys(english(Page(anonymous.post("/login", data=data).text)), f"/login {email}")
    app.extensions["guessing"].reset()
    expect_none(left)

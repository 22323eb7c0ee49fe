"""The translations as servers and browsers load them: compiled, and found where they are out of date."""

import gettext
import json
from pathlib import Path

import pytest

from admin_app.cli.catalogues import compile_words, missing_words

FOLDER = Path("admin_app/translations/ru/LC_MESSAGES")
CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n>=2 && n<=4 ? 1 : 2);\\n"

#: admin_app/views/lessons.py
msgid "Lesson"
msgstr "Урок"

#: admin_app/static/js/draft.js admin_app/views/base.py
msgid "Not saved: “%(name)s”"
msgstr "Не сохранено: «%(name)s»"

#: admin_app/static/js/bulk.js
msgid "%(num)s row"
msgid_plural "%(num)s rows"
msgstr[0] "%(num)s запись"
msgstr[1] "%(num)s записи"
msgstr[2] "%(num)s записей"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a catalogue that is not compiled yet."""
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / "admin_app/static").mkdir()
    (tmp_path / FOLDER / "messages.po").write_text(CATALOGUE, "utf-8")
    return tmp_path


def test_the_server_finds_every_message(root: Path) -> None:
    compile_words(root)
    with (root / FOLDER / "messages.mo").open("rb") as file:
        words = gettext.GNUTranslations(file)
    assert words.gettext("Lesson") == "Урок"
    assert [words.ngettext("%(num)s row", "%(num)s rows", n) for n in (1, 3, 5)] == [
        "%(num)s запись",
        "%(num)s записи",
        "%(num)s записей",
    ]


def test_scripts_find_what_scripts_say_and_no_more(root: Path) -> None:
    compile_words(root)
    script = (root / "admin_app/static/words/ru.js").read_text("utf-8")
    words = json.loads(script.removeprefix("export const words = ").rstrip().removesuffix(";"))
    assert words == {
        "Not saved: “%(name)s”": "Не сохранено: «%(name)s»",
        "%(num)s row": ["%(num)s запись", "%(num)s записи", "%(num)s записей"],
    }


def test_what_is_missing_is_named(root: Path) -> None:
    compiled = [str(FOLDER / "messages.mo"), "admin_app/static/words/ru.js"]
    assert missing_words(root) == compiled
    compile_words(root)
    assert missing_words(root) == []

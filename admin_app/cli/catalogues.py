"""The translations: compiled from their .po files for the server, and for the scripts of the pages."""

import json
from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = Path("admin_app", "translations")
SCRIPTS = Path("admin_app", "static", "words")
SCRIPT_SOURCES = "admin_app/static/js/"


def missing_words(root: Path = ROOT) -> list[str]:
    """The compiled files that are not there."""
    return [
        str(path.relative_to(root))
        for source in _sources(root)
        for path in (_compiled(source), _script(root, source))
        if not path.is_file()
    ]


def compile_words(root: Path = ROOT) -> None:
    """Write what the server and the pages load, from every .po file."""
    for source in _sources(root):
        with source.open("rb") as file:
            catalogue = read_po(file, locale=_language(source))
        with _compiled(source).open("wb") as file:
            write_mo(file, catalogue)
        _script(root, source).parent.mkdir(exist_ok=True)
        words = json.dumps(_script_words(catalogue), ensure_ascii=False, sort_keys=True)
        _script(root, source).write_text(f"export const words = {words};\n", "utf-8")


def _sources(root: Path) -> list[Path]:
    return sorted((root / CATALOGUES).glob("*/LC_MESSAGES/messages.po"))


def _language(source: Path) -> str:
    return source.parts[-3]


def _compiled(source: Path) -> Path:
    return source.with_suffix(".mo")


def _script(root: Path, source: Path) -> Path:
    return root / SCRIPTS / f"{_language(source)}.js"


def _script_words(catalogue: Catalog) -> dict[str, str | Sequence[str]]:
    """What scripts say: a text, or one for each form of a number, by the English words."""
    return {_key(message): message.string for message in catalogue if _is_of_scripts(message) and message.string}


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _is_of_scripts(message: Message) -> bool:
    return any(place.startswith(SCRIPT_SOURCES) for place, _ in message.locations)

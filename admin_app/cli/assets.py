"""The front-end packages: copied from node_modules into admin_app/static/vendor, as package.json lists them."""

import json
import re
import shutil
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).resolve().parents[2]
VENDOR = Path("admin_app", "static", "vendor")
SPRITE = "icons.svg"


def missing(root: Path = ROOT) -> list[str]:
    """The files below static/vendor that the pages need and that are not there."""
    wanted = [*_package(root)["assets"], SPRITE]
    return [name for name in wanted if not (root / VENDOR / name).is_file()]


def install(root: Path = ROOT) -> None:
    """Replace static/vendor by what package.json lists; KeyError and OSError name what npm did not bring."""
    package = _package(root)
    fresh = root / VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, source in package["assets"].items():
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        (fresh / name).write_text(_without_source_map((root / "node_modules" / source).read_text("utf-8")), "utf-8")
    (fresh / SPRITE).write_text(_sprite(root / "node_modules/@tabler/icons/icons/outline", package["icons"]), "utf-8")
    shutil.rmtree(root / VENDOR, ignore_errors=True)
    fresh.rename(root / VENDOR)


class _Package(TypedDict):
    assets: dict[str, str]
    icons: list[str]


def _package(root: Path) -> _Package:
    package: _Package = json.loads((root / "package.json").read_text("utf-8"))
    return package


def _without_source_map(text: str) -> str:
    # The maps stay behind, and a browser with its tools open would ask for them in vain.
    return re.sub(r"(?m)^(//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)$", "", text)


def _sprite(folder: Path, names: list[str]) -> str:
    symbols = "\n".join(_symbol(name, (folder / f"{name}.svg").read_text("utf-8")) for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def _symbol(name: str, svg: str) -> str:
    # Only the drawing is kept: size and colour belong to the page, the stroke to the icon.
    drawing = re.sub(r"\s+", " ", svg[svg.index(">") + 1 : svg.rindex("</svg>")]).replace(" />", "/>").strip()
    drawing = drawing.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none"/>', "").strip()
    stroke = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {stroke}>{drawing}</symbol>'

"""axe-core over the page that is open."""

from functools import cache
from typing import Any, Literal

from playwright.sync_api import Page, expect

from tests.conftest import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What depends on the theme: all else is the same page in another colour.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
# A colour on its way to another is nobody's choice: what moves is waited for, unless it never ends.
RUN = """async ([type, values]) => {
  const ends = ({ effect, playState }) => playState === "running" && effect.getComputedTiming().endTime < Infinity;
  await Promise.allSettled(document.getAnimations().filter(ends).map(({ finished }) => finished));
  const { violations } = await axe.run(document, { runOnly: { type, values }, resultTypes: ["violations"] });
  const places = (nodes) => nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join("; ");
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${places(nodes)}`);
}"""


def in_scheme(page: Page, scheme: Literal["light", "dark"]) -> None:
    """The page that is open, in one of the two colours of the system, once it has followed: at once, with no fading."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", scheme)


def violations(page: Page) -> list[str]:
    """What breaks the rules of WCAG 2.2 AA, or axe's own advice, on the page as it is now."""
    return _found(page, "tag", RULES)


def violations_of_colours(page: Page) -> list[str]:
    """The same of its colours alone, for a page that `violations` has looked at in another theme."""
    return _found(page, "rule", OF_COLOURS)


def _found(page: Page, kind: str, names: list[str]) -> list[str]:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    found: list[Any] = page.evaluate(RUN, [kind, names])
    return [str(each) for each in found]


@cache
def _axe() -> str:
    return AXE.read_text("utf-8")

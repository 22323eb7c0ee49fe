"""axe-core over the page that is open."""

from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.conftest import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (rules) => {
  const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  const places = (nodes) => nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join("; ");
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${places(nodes)}`);
}"""


def violations(page: Page) -> list[str]:
    """What breaks the rules of WCAG 2.2 AA, or axe's own advice, on the page as it is now."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    found: list[Any] = page.evaluate(RUN, RULES)
    return [str(each) for each in found]


@cache
def _axe() -> str:
    return AXE.read_text("utf-8")

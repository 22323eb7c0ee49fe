"""A JSON document as HTML, from the reading tree of admin_app/reading.py, which bounds its depth and length.

A preview sets a hundred documents of a dozen parts each: as macros that call each other they took half of its time.
"""

from flask import Flask
from markupsafe import Markup

from admin_app.reading import FieldsNode, ItemsNode, Node, NoteNode, RawNode, TextNode, ValueNode
from admin_app.views.escaping import escaped_together
from admin_app.words import _

# HTML and text by turns; the texts are escaped at the end, all at once.
Pieces = list[str]
# A text that fits beside its label.
SHORT = 70
# Within a line the headings are small, whatever is around it.
INLINE_LEVEL = LOWEST_LEVEL = 6


def register(app: Flask) -> None:
    """Give templates `reading(node, level)`."""
    app.jinja_env.globals["reading"] = reading


def reading(node: Node, level: int = 3) -> Markup:
    """A document set for reading; its title is a heading of that level."""
    pieces: Pieces = []
    _node(pieces, node, level)
    pieces[1::2] = escaped_together(pieces[1::2])
    return Markup(f'<div class="reading">{"".join(pieces)}</div>')  # noqa: S704  # nosec B704  # every text in it is escaped


def _html(pieces: Pieces, html: str) -> None:
    pieces += (html, "")


def _text(pieces: Pieces, before: str, text: str, after: str) -> None:
    """A text between two pieces of HTML."""
    pieces += (before, text, after, "")


def _node(pieces: Pieces, node: Node, level: int) -> None:
    match node:
        case TextNode(paragraphs):
            for paragraph in paragraphs:
                _text(pieces, "<p>", paragraph, "</p>\n")
            if not paragraphs:
                _nothing(pieces, _("empty text"))
        case ValueNode(text):
            _text(pieces, '<p class="reading-value">', text, "</p>\n")
        case NoteNode(text):
            _text(pieces, '<p class="reading-note">', text, "</p>\n")
        case RawNode(text):
            _text(pieces, '<pre class="reading-raw" tabindex="0">', text, "</pre>\n")
        case ItemsNode():
            _items(pieces, node, level)
        case FieldsNode():
            _fields(pieces, node, level)


def _items(pieces: Pieces, node: ItemsNode, level: int) -> None:
    if not node.items:
        _nothing(pieces, _("empty list"))
    elif node.plain or all(isinstance(item, ValueNode) for item in node.items):
        _html(pieces, "<ul>\n")
        for item in node.items:
            _html(pieces, "<li>")
            _inline(pieces, item)
            _html(pieces, "</li>\n")
        _html(pieces, "</ul>\n")
    else:
        for item in node.items:
            _html(pieces, '<div class="reading-part">')
            _node(pieces, item, level)
            _html(pieces, "</div>\n")


def _fields(pieces: Pieces, node: FieldsNode, level: int) -> None:
    if not (node.title or node.lead or node.fields):
        _nothing(pieces, _("empty object"))
    if node.title:
        _heading(pieces, level, "reading-title", node.title)
    if node.lead:
        _html(pieces, '<div class="reading-lead">')
        _node(pieces, node.lead, level + 1)
        _html(pieces, "</div>\n")
    # A document without a title leaves no level out.
    below = level + 1 if node.title else level
    for label, child in node.fields:
        _field(pieces, label, child, below)


def _field(pieces: Pieces, label: str, child: Node, level: int) -> None:
    if _is_short(child):
        _text(pieces, '<p class="reading-pair"><span class="reading-label">', label, "</span> ")
        _inline(pieces, child)
        _html(pieces, "</p>\n")
        return
    _html(pieces, '<section class="reading-section">\n')
    _heading(pieces, level, "reading-label", label)
    _node(pieces, child, level + 1)
    _html(pieces, "</section>\n")


def _heading(pieces: Pieces, level: int, kind: str, text: str) -> None:
    tag = f"h{min(level, LOWEST_LEVEL)}"
    _text(pieces, f'<{tag} class="{kind}">', text, f"</{tag}>\n")


def _is_short(node: Node) -> bool:
    """Whether the value fits beside its label."""
    if isinstance(node, TextNode):
        return len(node.paragraphs) <= 1 and sum(map(len, node.paragraphs)) <= SHORT
    return isinstance(node, ValueNode | NoteNode)


def _inline(pieces: Pieces, node: Node) -> None:
    """One value on the line of its label."""
    if isinstance(node, TextNode):
        if node.paragraphs:
            _text(pieces, "", "\n".join(node.paragraphs), "")
        else:
            _nothing(pieces, _("empty text"))
    elif isinstance(node, ValueNode | NoteNode):
        _text(pieces, f'<span class="reading-{node.kind}">', node.text, "</span>")
    else:
        _node(pieces, node, INLINE_LEVEL)


def _nothing(pieces: Pieces, words: str) -> None:
    _text(pieces, '<span class="reading-note">', words, "</span>")

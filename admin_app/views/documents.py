"""A JSON document as HTML, from the reading tree of admin_app/reading.py, which bounds its depth and length.

A preview sets a hundred documents of a dozen parts each: as macros that call each other they took half of its time.
"""

from collections.abc import Iterator

from flask import Flask
from markupsafe import Markup, escape

from admin_app.reading import FieldsNode, ItemsNode, Node, NoteNode, RawNode, TextNode, ValueNode
from admin_app.words import _

# A text that fits beside its label.
SHORT = 70
# Within a line the headings are small, whatever is around it.
INLINE_LEVEL = LOWEST_LEVEL = 6


def register(app: Flask) -> None:
    """Give templates `reading(node, level)`."""
    app.jinja_env.globals["reading"] = reading


def reading(node: Node, level: int = 3) -> Markup:
    """A document set for reading; its title is a heading of that level."""
    return Markup(f'<div class="reading">{"".join(_node(node, level))}</div>')  # noqa: S704  # nosec B704  # every text in it is escaped


def _node(node: Node, level: int) -> Iterator[str]:
    match node:
        case TextNode(paragraphs):
            yield from (f"<p>{escape(paragraph)}</p>\n" for paragraph in paragraphs)
            if not paragraphs:
                yield _nothing(_("empty text"))
        case ValueNode(text):
            yield f'<p class="reading-value">{escape(text)}</p>\n'
        case NoteNode(text):
            yield f'<p class="reading-note">{escape(text)}</p>\n'
        case RawNode(text):
            yield f'<pre class="reading-raw" tabindex="0">{escape(text)}</pre>\n'
        case ItemsNode():
            yield from _items(node, level)
        case FieldsNode():
            yield from _fields(node, level)


def _items(node: ItemsNode, level: int) -> Iterator[str]:
    if not node.items:
        yield _nothing(_("empty list"))
    elif node.plain or all(isinstance(item, ValueNode) for item in node.items):
        yield "<ul>\n"
        for item in node.items:
            yield f"<li>{_inline(item)}</li>\n"
        yield "</ul>\n"
    else:
        for item in node.items:
            yield '<div class="reading-part">'
            yield from _node(item, level)
            yield "</div>\n"


def _fields(node: FieldsNode, level: int) -> Iterator[str]:
    if not (node.title or node.lead or node.fields):
        yield _nothing(_("empty object"))
    if node.title:
        yield _heading(level, "reading-title", node.title)
    if node.lead:
        yield '<div class="reading-lead">'
        yield from _node(node.lead, level + 1)
        yield "</div>\n"
    # A document without a title leaves no level out.
    below = level + 1 if node.title else level
    for label, child in node.fields:
        yield from _field(label, child, below)


def _field(label: str, child: Node, level: int) -> Iterator[str]:
    if _is_short(child):
        yield f'<p class="reading-pair"><span class="reading-label">{escape(label)}</span> {_inline(child)}</p>\n'
        return
    yield '<section class="reading-section">\n'
    yield _heading(level, "reading-label", label)
    yield from _node(child, level + 1)
    yield "</section>\n"


def _heading(level: int, kind: str, text: str) -> str:
    tag = f"h{min(level, LOWEST_LEVEL)}"
    return f'<{tag} class="{kind}">{escape(text)}</{tag}>\n'


def _is_short(node: Node) -> bool:
    """Whether the value fits beside its label."""
    if isinstance(node, TextNode):
        return len(node.paragraphs) <= 1 and sum(map(len, node.paragraphs)) <= SHORT
    return isinstance(node, ValueNode | NoteNode)


def _inline(node: Node) -> str:
    """One value on the line of its label."""
    if isinstance(node, TextNode):
        return escape("\n".join(node.paragraphs)) if node.paragraphs else _nothing(_("empty text"))
    if isinstance(node, ValueNode | NoteNode):
        return f'<span class="reading-{node.kind}">{escape(node.text)}</span>'
    return "".join(_node(node, INLINE_LEVEL))


def _nothing(words: str) -> str:
    return f'<span class="reading-note">{escape(words)}</span>'

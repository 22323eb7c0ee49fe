"""The Undo of a message: a small token that travels with it, and what taking back did, in words."""

from typing import Any

from admin_app.errors import RefusedError
from admin_app.operations.undoing import TakenBack
from admin_app.permissions import SUBJECTS, Permission
from admin_app.queries.transactions import Done, transaction_now
from admin_app.views.access import can
from admin_app.views.in_the_way import history_link, last_change, row_link
from admin_app.views.revision_words import counted
from admin_app.words import _, listed, ngettext


def undoable(sentence: str, endpoint: str) -> Any:
    """A message to flash about what the transaction has done with a table: with an Undo where the person may.

    To be asked before the commit. It is a text or a dict: flash() takes both, though its type says text. Messages
    travel in a cookie, therefore what is added is a number and a time. One statement.
    """
    if not can(f"{SUBJECTS[endpoint]}:restore"):
        return sentence
    transaction = transaction_now()
    if transaction is None:
        return sentence
    return {"text": sentence, "transaction": str(transaction.id), "at": transaction.at.isoformat()}


def may_take_back(done: Done, user_id: int) -> bool:
    """Whether the person of this request may take it back: their own, or anybody's where they manage people."""
    is_own = done.user_ids == {user_id} or can(Permission.USERS_MANAGE)
    return is_own and all(_may(table, operation) for table, operation in done.kinds)


def _may(table: str, operation: str) -> bool:
    subject = SUBJECTS[table.replace("_", "-")]
    # Taking back what was made deletes it.
    return can(f"{subject}:restore") and (operation != "insert" or can(f"{subject}:delete"))


def taken_back(done: TakenBack) -> str:
    """What was taken back, as a sentence."""
    parts = []
    if done.restored:
        count, rows = sum(done.restored.values()), counted(done.restored)
        parts.append(ngettext("%(rows)s came back", "%(rows)s came back", count, rows=rows))
    if done.updated:
        count, rows = sum(done.updated.values()), counted(done.updated)
        parts.append(ngettext("%(rows)s is as before", "%(rows)s are as before", count, rows=rows))
    if done.removed:
        count, rows = sum(done.removed.values()), counted(done.removed)
        parts.append(ngettext("%(rows)s is gone again", "%(rows)s are gone again", count, rows=rows))
    return _("Taken back: %(parts)s.", parts=listed(parts)) + left_out(done.left_out)


def refusal(refused: RefusedError) -> Any:
    """Why nothing was taken back, to flash: with a link to the row in the way, and who changed that later, and when."""
    text = f"{refused.message}{last_change(refused.row) if refused.is_later else ''}"
    more = history_link(refused.row) if refused.is_later else row_link(refused.row)
    return {"text": text, "link": more} if more else text


def left_out(count: int) -> str:
    """What has to be said of rows that did not come back."""
    if not count:
        return ""
    stayed = ngettext(
        "%(num)s personalized description stayed away: the learner or the lesson is gone, or it was erased.",
        "%(num)s personalized descriptions stayed away: the learner or the lesson is gone, or it was erased.",
        count,
    )
    return f" {stayed}"

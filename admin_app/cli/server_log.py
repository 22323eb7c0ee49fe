"""What gunicorn itself says, without the pieces of requests that it would repeat."""

import re
import sys
import traceback
from typing import Any

from gunicorn.glogging import Logger

QUOTED = re.compile(r""":? b?['"].*""", re.DOTALL)


class ServerLog(Logger):
    """gunicorn's own log. A request that is no HTTP may hold an address, and an address an identifier of a learner."""

    def warning(self, msg: object, *arguments: Any, **options: Any) -> None:
        """Say what is wrong with a request, not what was in it: that stands in quotes."""
        super().warning(QUOTED.sub("", str(msg)), *arguments, **options)

    def exception(self, msg: object, *arguments: Any, **options: Any) -> None:
        """Say the type of an error and where it was raised; its message and the request's address stay out."""
        error = sys.exc_info()[1]
        places = traceback.extract_tb(error.__traceback__) if error else []
        where = ", ".join(f"{place.filename}:{place.lineno}" for place in places[-5:])
        self.error("An error outside of the pages: %s at %s", type(error).__qualname__, where)

"""A page, or the part of it that a script of ours puts into the page that is there."""

from flask import Response, after_this_request, request

# What a script fetches with.
FETCHED = "X-Requested-With"


def is_fetched() -> bool:
    """Whether a script asks for a part."""
    return request.headers.get(FETCHED) == "fetch"


def page_or_part(page: str, part: str) -> str:
    """The template to answer with."""
    after_this_request(_vary)
    return part if is_fetched() else page


def _vary(response: Response) -> Response:
    # Else a cache could show the part, which has the address of the page.
    response.vary.add(FETCHED)
    return response

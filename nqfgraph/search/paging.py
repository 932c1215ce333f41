"""Pages of a list, counted from 1."""

from __future__ import annotations

from nqfgraph.errors import InputError

LARGEST_PAGE = 10_000


def clip(page: int, size: int, total: int) -> tuple[int, int]:
    """Return the page to show and the number of pages; a page beyond the last gives the last.

    There is always at least one page. Raises InputError for a page below 1 and a size that is not between 1
    and 10,000.
    """
    if page < 1:
        raise InputError(f"There is no page {page}.", remedy="Pages count from 1.")
    if not 1 <= size <= LARGEST_PAGE:
        raise InputError(f"A page cannot have {size} entries.", remedy=f"Ask for 1 to {LARGEST_PAGE}.")
    pages = max(1, -(-total // size))
    return min(page, pages), pages

"""Dates: time expressions to calendar intervals.

``parse_date`` reads dates in plain forms; ``resolve_date`` those and what counts from the date of publication.
"""

from typing import TYPE_CHECKING

from detente.dates.interval import DateInterval, DateRule
from detente.dates.plain import (
    HOW_PUBLISHED,
    Moment,
    Order,
    find_moment,
    order_by_days,
    order_by_numbers,
    parse_date,
    read_day,
    read_published,
)

if TYPE_CHECKING:
    from detente.dates.resolving import resolve_date, resolve_dates

__all__ = [
    "HOW_PUBLISHED",
    "DateInterval",
    "DateRule",
    "Moment",
    "Order",
    "find_moment",
    "order_by_days",
    "order_by_numbers",
    "parse_date",
    "read_day",
    "read_published",
    "resolve_date",
    "resolve_dates",
]


def __getattr__(name: str) -> object:
    """Load what resolves dates when it is asked for: its forms are no use to who only wants a date of publication."""
    if name in ("resolve_date", "resolve_dates"):
        from detente.dates import resolving

        return getattr(resolving, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

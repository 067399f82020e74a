"""Clock: which day it is for whoever looks at a page. What reading and relating find depends on the data alone."""

from datetime import date


def today() -> date:
    """The day by the clock of this machine, in its own time zone."""
    return date.today()

"""Address: what a request is for, from its first line alone.

The URL that the framework puts together has the ``Host`` header in it, in which whoever asks may write anything, a path
among it: who may ask for what is never decided by that.
"""

from urllib.parse import quote

from starlette.requests import HTTPConnection


def path_of(connection: HTTPConnection) -> str:
    """The path as routes see it, with what was escaped as it is meant."""
    path: str = connection.scope["path"]
    return path


def query_of(connection: HTTPConnection) -> str:
    """What stands after the question mark, as it was sent."""
    query: bytes = connection.scope["query_string"]
    return query.decode("latin-1")


def link_to(path: str, query: str = "") -> str:
    """A path and a query as an address of this server."""
    # Two slashes at the beginning would lead to another server.
    escaped = quote(path.encode("utf-8", "surrogatepass"), safe="/:@!$&'()*+,;=~-._")
    return "/" + escaped.lstrip("/") + (f"?{query}" if query else "")


def is_api(connection: HTTPConnection) -> bool:
    """Whether the API is asked, and not a page."""
    return path_of(connection).startswith("/api/")

"""LedgerError: a ledger that cannot be opened, read or written."""

from detente.error import DetenteError


class LedgerError(DetenteError):
    """The ledger (``subject``: its path, or its URL without the password) cannot be used for ``reason``."""

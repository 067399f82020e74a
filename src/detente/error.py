"""DetenteError: what keeps the work from being done, said so that a user can mend it."""


class DetenteError(Exception):
    """Base of all errors that Detente raises on purpose.

    ``subject`` is what the error is about (a file, a database, an option), ``reason`` what is wrong with it and
    ``advice`` what to do next, empty where there is none.
    """

    def __init__(self, subject: str, reason: str, advice: str = "") -> None:
        super().__init__(subject, reason, advice)
        self.subject = subject
        self.reason = reason
        self.advice = advice

    def __str__(self) -> str:
        """One line for people: subject, reason, advice; laid out as a Reject is."""
        return f"{self.subject}: {self.reason}" + (f" ({self.advice})" if self.advice else "")

"""What a browser does that no page of ours may make it do."""

from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Dialog, Error, Page, Request

PWNED = "window.__pwned"
SPY = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.__violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
});
"""
"""Run before a page's own scripts."""


class Watch:
    """Notes scripts that were not ours, requests to other machines, errors of scripts, and broken policy."""

    def __init__(self, page: Page, home: str) -> None:
        self.faults: list[str] = []
        self._page = page
        self._home = urlsplit(home).netloc
        page.add_init_script(SPY)
        page.on("dialog", self._dialog)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script failed: {error}"))
        page.on("request", self._request)

    def look(self) -> list[str]:
        """All that was noted, with what can be read off the page as it is now."""
        if urlsplit(self._page.url).netloc == self._home:
            ran, broken = self._seen()
            if ran:
                self.faults.append(f"a script of a report ran on {self._page.url}")
            self.faults += [f"policy broken: {one}" for one in broken]
        return self.faults

    def _seen(self) -> tuple[bool, list[str]]:
        """Whether a script of a report ran, and what broke the policy; asked again if the page comes anew meanwhile."""
        asked = f"[{PWNED} !== undefined, window.__violations ?? []]"
        try:
            ran, broken = self._page.evaluate(asked)
        except Error as error:
            if "Execution context was destroyed" not in error.message:
                raise
            self._page.wait_for_load_state()
            ran, broken = self._page.evaluate(asked)
        return bool(ran), list(broken)

    def _dialog(self, dialog: Dialog) -> None:
        if dialog.type != "beforeunload":
            self.faults.append(f"dialog on {self._page.url}: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        # An answer of 4xx or 5xx is told here too; whether it should have come is for the test to say.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "about") and address.netloc != self._home:
            self.faults.append(f"request to {request.url}")

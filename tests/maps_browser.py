"""A saved map opened in Chromium, with a log of what it asked for and complained about."""

from __future__ import annotations

from pathlib import Path

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Opened:
    """One page; ``app`` runs code in it."""

    def __init__(self, browser, path: Path, *, link: str = "", width=1280, height=800, **context):
        self.context = browser.new_context(viewport={"width": width, "height": height}, **context)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on(
            "console",
            lambda message: (
                self.errors.append(message.text) if message.type in ("error", "warning") else None
            ),
        )
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.errors.append("dialog"), dialog.dismiss()))
        self.page.goto(path.as_uri() + link)
        self.page.wait_for_selector("html[data-ready=true]", state="attached", timeout=20_000)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()

    def app(self, code: str, argument=None):
        """Run code with ``app`` at hand."""
        return self.page.evaluate(f"(arg) => {{ const app = geomali.app; {code} }}", argument)

    def until(self, code: str, argument=None):
        """Wait until code answers yes; the page's own policy forbids Playwright's way."""
        for _ in range(200):
            if self.app(code, argument):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"ten seconds and still not: {code}")

    def settle(self):
        self.page.wait_for_timeout(350)

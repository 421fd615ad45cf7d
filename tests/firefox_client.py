"""A Firefox without a window, driven over Marionette: a socket and JSON, nothing to install."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

START_S = 120
PREFERENCES = {
    "marionette.port": 0,  # any free one; Firefox writes it into the profile
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
    "ui.prefersReducedMotion": 1,
}


def find_firefox() -> str | None:
    """Path of a Firefox, or None."""
    return shutil.which("firefox") or shutil.which("firefox-esr")


class Firefox:
    """One browser with one tab; close it with ``with``."""

    def __init__(self, profile: Path) -> None:
        profile.mkdir(parents=True, exist_ok=True)
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in PREFERENCES.items()]
        (profile / "user.js").write_text("".join(lines), encoding="utf-8")
        command = [str(find_firefox()), "--headless", "--no-remote", "--marionette"]
        command += ["--remote-allow-system-access", "--profile", str(profile), "about:blank"]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(profile), "MOZ_CRASHREPORTER_DISABLE": "1"},
        )
        self.count = 0
        self.buffer = b""
        self.socket = self._connected(profile / "MarionetteActivePort")
        self._message()  # its greeting
        self.ask(
            "WebDriver:NewSession", capabilities={"alwaysMatch": {"acceptInsecureCerts": False}}
        )

    def _connected(self, port_file: Path) -> socket.socket:
        end = time.monotonic() + START_S
        while time.monotonic() < end and self.process.poll() is None:
            try:
                port = int(port_file.read_text())
                return socket.create_connection(("127.0.0.1", port), timeout=60)
            except (OSError, ValueError):
                time.sleep(0.2)
        self.process.kill()
        raise AssertionError("Firefox did not start")

    def __enter__(self) -> Firefox:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.ask("Marionette:Quit", flags=["eForceQuit"])
        except (OSError, AssertionError):
            self.process.kill()
        self.socket.close()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def _message(self):
        while b":" not in self.buffer:
            self._more()
        size, rest = self.buffer.split(b":", 1)
        while len(rest) < int(size):
            self.buffer = rest
            self._more()
            rest = self.buffer
        self.buffer = rest[int(size) :]
        return json.loads(rest[: int(size)])

    def _more(self) -> None:
        got = self.socket.recv(1 << 16)
        if not got:
            raise AssertionError("Firefox closed the connection")
        self.buffer += got

    def ask(self, command: str, **parameters):
        """Send one command; gives its answer, or fails with Firefox's own words."""
        self.count += 1
        data = json.dumps([0, self.count, command, parameters]).encode()
        self.socket.sendall(str(len(data)).encode() + b":" + data)
        _, _, error, answer = self._message()
        assert error is None, f"{command}: {error}"
        return (
            answer.get("value") if isinstance(answer, dict) and set(answer) == {"value"} else answer
        )

    def open(self, url: str, *, width: int = 1280, height: int = 800) -> None:
        """Load a page and wait until it says that it is ready."""
        self.ask("WebDriver:SetWindowRect", width=width, height=height)
        self.ask("WebDriver:Navigate", url=url)
        end = time.monotonic() + 60
        while not self.run("return document.documentElement.dataset.ready === 'true'"):
            assert time.monotonic() < end, self.run(
                "return String(window.geomali && geomali.error)"
            )
            time.sleep(0.1)

    def run(self, script: str):
        """Run a script in the page."""
        return self.ask("WebDriver:ExecuteScript", script=script, args=[], sandbox=None)

    def complaints(self) -> list[str]:
        """Errors and warnings about pages from files, from the browser's console."""
        self.ask("Marionette:SetContext", value="chrome")
        try:
            return self.ask(
                "WebDriver:ExecuteScript",
                script=(
                    "return Services.console.getMessageArray()"
                    ".filter(m => m instanceof Ci.nsIScriptError && (m.sourceName || '').startsWith('file:'))"
                    ".map(m => m.errorMessage)"
                ),
                args=[],
                sandbox="system",
            )
        finally:
            self.ask("Marionette:SetContext", value="content")

    def pixels(self, colour: str) -> int:
        """How many pixels of a picture of the window have a colour such as ``#1d5a9e``."""
        picture = self.ask("WebDriver:TakeScreenshot", full=False, hash=False)
        return self.ask(
            "WebDriver:ExecuteAsyncScript",
            script=(
                "const [data, colour, done] = arguments, image = new Image();"
                "image.onload = () => {"
                "  const canvas = document.createElement('canvas');"
                "  canvas.width = image.width; canvas.height = image.height;"
                "  const g = canvas.getContext('2d'); g.drawImage(image, 0, 0);"
                "  const d = g.getImageData(0, 0, image.width, image.height).data;"
                "  let n = 0;"
                "  for (let i = 0; i < d.length; i += 4)"
                "    if ((d[i] << 16 | d[i + 1] << 8 | d[i + 2]) === colour) n++;"
                "  done(n);"
                "};"
                "image.src = 'data:image/png;base64,' + data;"
            ),
            args=[picture, int(colour[1:], 16)],
            sandbox=None,
        )

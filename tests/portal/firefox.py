"""Debian's Firefox, driven by the protocol that it speaks itself (WebDriver BiDi): no driver beside it is needed."""

import contextlib
import itertools
import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

NAMES = ("firefox-esr", "firefox")
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
START_SECONDS, PATIENCE_SECONDS = 40, 15
CENTER = """(() => {
  const fits = (one) => one.textContent.includes(%s) && one.getClientRects().length;
  const found = [...document.querySelectorAll(%s)].find(fits);
  if (!found) return null;
  found.scrollIntoView({ block: "center", behavior: "instant" });
  const { x, y, width, height } = found.getBoundingClientRect();
  return [Math.round(x + width / 2), Math.round(y + height / 2)].join();
})()"""


def firefox() -> str:
    """The Firefox of this machine; where none is, the test says so and stops."""
    found = os.environ.get("FIREFOX") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"no Firefox: none of {', '.join(NAMES)} is on PATH, and FIREFOX is not set")
    return found


class Firefox:
    """One running Firefox with a profile of its own."""

    def __init__(self, program: str, folder: Path) -> None:
        self._log = folder / "firefox.log"
        command = [program, "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0"]
        with self._log.open("wb") as log:
            environment = {**os.environ, "HOME": str(folder), "MOZ_CRASHREPORTER_DISABLE": "1"}
            self._process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        self._open = contextlib.ExitStack()
        self._ids, self.complaints = itertools.count(1), list[str]()
        try:
            opening = connect(f"{self._address()}/session", max_size=None, ping_interval=None)
            self._socket = self._open.enter_context(opening)
            self.send("session.new", capabilities={})
            self.send("session.subscribe", events=["log.entryAdded"])
        except BaseException:
            self._process.kill()
            self._process.wait()
            raise

    def _address(self) -> str:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._process.poll() is None:
            found = LISTENING.search(self._log.read_text(errors="replace"))
            if found:
                return found.group(1)
            time.sleep(0.1)
        raise AssertionError(f"Firefox does not listen: {self._log.read_text(errors='replace')[-500:]}")

    def send(self, method: str, **params: Any) -> Any:
        """Run one command and return its result; what pages complain of meanwhile is kept."""
        id = next(self._ids)
        self._socket.send(json.dumps({"id": id, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv(timeout=60))
            if answer.get("method") == "log.entryAdded" and answer["params"]["level"] == "error":
                self.complaints.append(str(answer["params"]["text"]))
            if answer.get("id") == id:
                assert answer["type"] == "success", answer
                return answer["result"]

    def screen(self, width: int, height: int) -> "Screen":
        """Open a tab for somebody: no cookie and no store is shared with others."""
        somebody = self.send("browser.createUserContext")["userContext"]
        tab = self.send("browsingContext.create", type="tab", userContext=somebody)["context"]
        self.send("browsingContext.setViewport", context=tab, viewport={"width": width, "height": height})
        return Screen(self, tab)

    def close(self) -> None:
        """End it."""
        with contextlib.suppress(Exception):
            self.send("browser.close")
        with contextlib.suppress(Exception):
            self._open.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        self._process.kill()
        self._process.wait()


class Screen:
    """What one person sees and does."""

    def __init__(self, browser: Firefox, tab: str) -> None:
        self._browser, self._tab = browser, tab

    def go(self, address: str) -> None:
        """Open an address."""
        self._browser.send("browsingContext.navigate", context=self._tab, url=address, wait="complete")

    def ask(self, expression: str) -> Any:
        """Return what an expression is on the page."""
        target = {"context": self._tab}
        answer = self._browser.send("script.evaluate", expression=expression, target=target, awaitPromise=True)
        assert answer["type"] == "success", answer
        return answer["result"].get("value", answer["result"])

    def wait(self, selector: str, words: str = "") -> None:
        """Wait until something with these words is on the page."""
        self.spot(selector, words)

    def spot(self, selector: str, words: str = "") -> tuple[int, int]:
        """Return the middle of the first such thing, as soon as it is there."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            found = self.ask(CENTER % (json.dumps(words), json.dumps(selector)))
            if isinstance(found, str):
                x, _, y = found.partition(",")
                return int(x), int(y)
            time.sleep(0.1)
        shown = self.ask("document.body.innerText.slice(0, 600)")
        raise AssertionError(f"{selector} with {words!r} is not there: {shown}; {self._browser.complaints}")

    def click(self, selector: str, words: str = "") -> None:
        """Click on the first such thing."""
        x, y = self.spot(selector, words)
        steps = [
            {"type": "pointerMove", "x": x, "y": y},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self._act({"type": "pointer", "id": "mouse", "actions": steps})

    def type(self, text: str) -> None:
        """Press the keys of a text, where the focus is."""
        keys = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keys", "actions": keys})

    def choose_file(self, selector: str, path: Path) -> None:
        """Put a file into a field for files."""
        node = self._browser.send(
            "script.evaluate",
            expression=f"document.querySelector({json.dumps(selector)})",
            target={"context": self._tab},
            awaitPromise=False,
        )["result"]
        element = {"sharedId": node["sharedId"]}
        self._browser.send("input.setFiles", context=self._tab, element=element, files=[str(path)])

    def _act(self, source: dict[str, Any]) -> None:
        self._browser.send("input.performActions", context=self._tab, actions=[source])

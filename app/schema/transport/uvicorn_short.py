"""The short ways through uvicorn's WebSocket protocol: the usual handshake, and a packet that is one whole text frame.

For all else the parser of `websockets` is made when it is first needed, and stays.
"""

import asyncio
import logging
from asyncio.transports import Transport
from collections.abc import Callable
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from uvicorn.protocols.utils import ClientDisconnected, get_local_addr, get_remote_addr, is_ssl
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.protocol import OPEN, SERVER, Protocol
from websockets.server import ServerProtocol

from app.schema.transport.inbox import Inbox
from app.schema.transport.packets import text_in
from app.schema.transport.together import together
from app.schema.transport.upgrade import Upgrade

logger = logging.getLogger("uvicorn.error")

MAX_WAITING = 8
"""Messages that nobody has taken yet; then nothing more is read."""


class ShortProtocol(WebSocketsSansIOProtocol):
    """Does what uvicorn's does, for less."""

    upgrade: Upgrade | None = None
    hearer: Callable[[str], bool] | None = None
    early = b""
    late = b""

    # What uvicorn keeps for each socket, as it is at first; made when it is needed and not before.
    transport: Transport = None  # type: ignore[assignment]
    handshake_initiated = handshake_complete = close_sent = disconnected = read_paused = False
    close_timer = initial_response = ping_interval = ping_timer = pong_timer = pending_ping_payload = None
    close_timeout = 10.0
    curr_msg_data_type: Any = "bytes"

    def __init__(self, config: Any, server_state: Any, app_state: Any, _loop: Any = None) -> None:
        self.config, self.app, self.app_state = config, config.loaded_app, app_state
        self.loop = _loop or asyncio.get_running_loop()
        self.logger = logger
        self.root_path, self.asgi_version = config.root_path, config.asgi_version
        self.connections, self.tasks = server_state.connections, server_state.tasks
        self.default_headers = server_state.default_headers
        self.queue: Any = Inbox(self.loop)
        self.frames: list[bytes] = []

    @cached_property
    def conn(self) -> Any:  # type: ignore[override]
        """The parser of everything: of the handshake, or where that took the short way of what comes after it."""
        if self.upgrade is not None and self.handshake_complete:
            return Parser(SERVER, state=OPEN, max_size=self.config.ws_max_size, logger=logger)
        return self.first_parser(max_size=self.config.ws_max_size, logger=logger)

    def first_parser(self, **options: Any) -> ServerProtocol:
        """Return what reads and answers a handshake that is not the usual one."""
        return ServerProtocol(**options)

    @cached_property
    def writable(self) -> asyncio.Event:  # type: ignore[override]
        """Set while the kernel takes what is written."""
        event = asyncio.Event()
        event.set()
        return event

    def take_over(self, transport: Transport, upgrade: Upgrade) -> None:
        """Go on with a connection whose request has been read and is a usual one."""
        self.transport, self.upgrade = transport, upgrade
        self.server, self.client = get_local_addr(transport), get_remote_addr(transport)
        self.scheme = "wss" if is_ssl(transport) else "ws"
        self.connections.add(self)
        path, _, query = upgrade.target.partition(b"?")
        self.handshake_initiated = True
        self.scope: Any = {
            "type": "websocket",
            "asgi": {"version": self.asgi_version, "spec_version": "2.4"},
            "http_version": "1.1",
            "scheme": self.scheme,
            "server": self.server,
            "client": self.client,
            "root_path": self.root_path,
            "path": self.root_path + unquote(path.decode("ascii")),
            "raw_path": self.root_path.encode("ascii") + path,
            "query_string": query,
            "headers": upgrade.headers,
            "subprotocols": upgrade.subprotocols,
            "state": self.app_state.copy(),
            "extensions": {"websocket.http.response": {}},
        }
        self.queue.put_nowait({"type": "websocket.connect"})
        task = self.loop.create_task(self.run_asgi())
        task.add_done_callback(self.tasks.discard)
        self.tasks.add(task)

    def data_received(self, data: bytes) -> None:
        """Take a packet: the usual one is a whole message."""
        if self.upgrade is None:
            return super().data_received(data)
        if not self.handshake_complete:
            # Said before we have answered: it waits, and so does the rest.
            self.early += data
            return self.transport.pause_reading()
        text = text_in(data, self.config.ws_max_size) if is_between(self.__dict__.get("conn")) else None
        if text is None:
            return super().data_received(data)
        self.deliver(text)

    def accept(self, upgrade: Upgrade, message: Any) -> None:
        """Make it a socket, and hear what was said too early."""
        if self.disconnected:
            raise ClientDisconnected
        if self.transport.is_closing():
            return
        headers = [*self.default_headers, *message.get("headers", ())]
        self.say_soon(upgrade.answer(headers, message.get("subprotocol")))
        self.handshake_complete = True
        upgrade.headers = []
        if self.early:
            self.say_late()
            early, self.early = self.early, b""
            self.transport.resume_reading()
            self.data_received(early)

    def say(self, data: bytes) -> None:
        """Write at once, after what waits for the end of the turn."""
        late, self.late = self.late, b""
        self.transport.write(late + data if late else data)

    def say_soon(self, data: bytes) -> None:
        """Write at the end of this turn, with what others are told in it; a second thing in it goes out at once."""
        if self.late:
            return self.say(data)
        self.late = data
        together().at_end(self.say_late)

    def say_late(self) -> None:
        """Write what waits, unless the last word has been said."""
        late, self.late = self.late, b""
        if late and not (self.close_sent or self.disconnected or self.transport.is_closing()):
            self.transport.write(late)

    def send_receive_event_to_app(self) -> None:
        """Deliver a message that came in parts or beside others."""
        data, self.frames = b"".join(self.frames), []
        if self.close_sent:
            return
        if self.curr_msg_data_type != "text":
            return self.enqueue({"type": "websocket.receive", "bytes": data})
        try:
            text = data.decode()
        except UnicodeDecodeError:
            self.conn.send_close(1007)
            return self.handle_parser_exception()
        self.deliver(text)

    def deliver(self, text: str) -> None:
        """Pass one text on: at once to whoever hears, else by the queue."""
        if self.close_sent:
            return
        if self.hearer is not None and self.hearer(text):
            return
        self.enqueue({"type": "websocket.receive", "text": text})

    def enqueue(self, message: Any) -> None:
        """Let a message wait, and all that come after it; too many, and nothing more is read until they are taken."""
        self.hearer = None
        self.queue.put_nowait(message)
        if len(self.queue) >= MAX_WAITING and not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()


class Parser(Protocol):
    """Knows whether the next byte begins a frame: an empty buffer may also mean that a head alone has come."""

    is_between = True

    def receive_data(self, data: bytes | bytearray) -> None:
        """Take bytes: somewhere in a frame, until one is complete with the last of them."""
        self.is_between = False
        super().receive_data(data)

    def recv_frame(self, frame: Frame) -> None:
        """Take a frame that is complete."""
        super().recv_frame(frame)
        self.is_between = not self.reader.buffer


def is_between(conn: Any) -> bool:
    """Say whether the next byte begins a message: no parser was needed yet, or it waits for one."""
    return conn is None or (conn.state is OPEN and conn.is_between and conn.current_size is None)

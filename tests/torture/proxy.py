"""A balancer of our own: each connection goes to any node that serves, and can be cut or fall silent."""

import asyncio
import random
import socket
import struct
from contextlib import suppress

RESET_AT_ONCE = struct.pack("ii", 1, 0)
CHUNK = 65_536
SLOW_CHUNK, SLOW_SECONDS = 512, 0.02


class Link:
    """One connection from a client through us to a node."""

    def __init__(self, port: int, writers: tuple[asyncio.StreamWriter, asyncio.StreamWriter]) -> None:
        self.port = port
        self.writers = writers
        self.flows = asyncio.Event()
        self.flows.set()

    def cut(self) -> None:
        """Reset both ends: what is on its way is lost, and the other side gets no goodbye."""
        for writer in self.writers:
            with suppress(OSError):
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_ONCE)
            writer.transport.abort()

    @property
    def is_cut(self) -> bool:
        """Say whether neither end is open."""
        return all(writer.transport.is_closing() for writer in self.writers)


class Proxy:
    """Listens on loopback. `ports` are those of the nodes that serve, kept up to date by whoever kills them."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(f"{seed}:proxy")
        self.ports: list[int] = []
        self.links: set[Link] = set()
        self.is_slow = False
        self.slowed = 0
        """How many bytes have come over a slow line."""
        self._server: asyncio.Server | None = None

    @property
    def address(self) -> str:
        """Return host and port."""
        assert self._server is not None
        return f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def stop(self) -> None:
        """Cut everything and listen no longer."""
        if self._server is not None:
            self._server.close()
        for link in list(self.links):
            link.cut()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for port in self._rng.sample(self.ports, len(self.ports)):
            try:
                far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                continue
            return await self._join(Link(port, (writer, far_writer)), reader, far_reader)
        writer.transport.abort()

    async def _join(self, link: Link, near: asyncio.StreamReader, far: asyncio.StreamReader) -> None:
        self.links.add(link)
        try:
            ways = (self._pump(link, near, link.writers[1]), self._pump(link, far, link.writers[0]))
            await asyncio.gather(*ways)
        finally:
            self.links.discard(link)
            for writer in link.writers:
                writer.close()

    async def _pump(self, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                await link.flows.wait()
                while self.is_slow and data:
                    part, data = data[:SLOW_CHUNK], data[SLOW_CHUNK:]
                    self.slowed += len(part)
                    writer.write(part)
                    await asyncio.sleep(SLOW_SECONDS)
                writer.write(data)
                await writer.drain()
        writer.close()

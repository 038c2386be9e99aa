"""All live streams of this node: first what a listener has missed, then what happens, one execution for many."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

from app import metrics
from app.auth.viewer import Viewer
from app.models.events import Position
from app.subscriptions.catchup import CatchUp
from app.subscriptions.channel import Channel
from app.subscriptions.cohorts import Alone, Member
from app.subscriptions.feed import Feed, Feeds
from app.subscriptions.ports import Executor, Listener, Plan
from app.subscriptions.stream import Happened, Message, Reset, Topic

FRESH_SECONDS = 3.0
"""So long a viewer need not be looked up again; a change of grants that is known of makes it no time at all."""


@dataclass(frozen=True, slots=True)
class Following:
    """What a subscription asks for: the topic, and the place to go on from."""

    organization_id: UUID
    topic: Topic
    after: Position | None


class Hub:
    """All live streams of this node."""

    def __init__(self, feeds: Feeds, executor: Executor, refresh: Callable[[Viewer], Awaitable[Viewer]]) -> None:
        self._feeds, self._executor, self._refresh = feeds, executor, refresh
        self._channels: dict[UUID, Channel] = {}

    async def serve(
        self, listener: Listener, plan: Plan, following: Following, known_since: float | None = None
    ) -> None:
        """Tell a listener what it missed and then what happens, until it leaves or its stream ends.

        `known_since`: the monotonic moment after which its viewer was looked up; None for one from long ago.
        Raises `Forbidden` and `InvalidCursor`; returns when a reset was the last word.
        """
        feed = await self._feeds.join(following.organization_id)
        channel = self._channel(feed)
        channel.heard_by += 1
        try:
            here = Position(feed.epoch, feed.seen)
            viewer = listener.viewer
            if known_since is None or monotonic() - known_since > FRESH_SECONDS or not feed.calm_since(known_since):
                # The grants of now: the socket may have been signed in long ago.
                viewer = await self._refresh(viewer)
            catch_up = CatchUp(feed, channel.replays, following.topic, viewer, here)
            if await self._told(catch_up, catch_up.messages(following.after), listener, plan):
                await self._live(catch_up, listener, plan)
        finally:
            channel.heard_by -= 1
            self._feeds.leave(feed)
            self._close_unheard(channel)

    async def stop(self) -> None:
        """End all channels."""
        tasks = [channel.task for channel in self._channels.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._channels.clear()

    async def _told(self, catch_up: CatchUp, messages: AsyncIterator[Message], listener: Listener, plan: Plan) -> bool:
        channel, judge = self._channel(catch_up.feed), catch_up.topic.judge
        async for message in messages:
            if isinstance(message, Happened):
                payload = await channel.replays.payload(judge, plan, catch_up.viewer, message)
            else:
                payload = await channel.kitchen.plain(plan, message)
            await listener.tell_in_turn(payload)
            if isinstance(message, Reset):
                metrics.resets.labels(message.reason.value).inc()
                return False
        return True

    async def _live(self, catch_up: CatchUp, listener: Listener, plan: Plan) -> None:
        feed, epoch = catch_up.feed, catch_up.epoch
        while True:
            while catch_up.seq < feed.seen or feed.epoch != epoch:
                if not await self._told(catch_up, catch_up.rest(), listener, plan):
                    return
            error = await self._followed(catch_up, listener, plan)
            if not isinstance(error, Alone):
                break
            catch_up.seq = error.seq
        if error is not None:
            raise error

    async def _followed(self, catch_up: CatchUp, listener: Listener, plan: Plan) -> Exception | None:
        """Let a listener hear what happens together with the others; return why that has ended."""
        channel = self._channel(catch_up.feed)
        ended: asyncio.Future[Exception | None] = asyncio.get_running_loop().create_future()
        member = Member(listener, catch_up.viewer, catch_up.seq, ended)
        channel.join(member, plan, catch_up.topic)
        try:
            return await ended
        finally:
            channel.leave(member)

    def _channel(self, feed: Feed) -> Channel:
        channel = self._channels.get(feed.organization_id)
        if channel is None or channel.feed is not feed:
            channel = self._channels[feed.organization_id] = Channel(feed, self._executor, self._refresh)
        return channel

    def _close_unheard(self, channel: Channel) -> None:
        # Others may follow the same feed, who hear no channel.
        if channel.heard_by == 0:
            channel.task.cancel()
            if self._channels.get(channel.feed.organization_id) is channel:
                del self._channels[channel.feed.organization_id]

"""Paced breathing: the page keeps the pace, and is nobody's any more once they go on."""

from __future__ import annotations

import asyncio
import gc

import pytest

from adapters.discord.breathing import TICK, Breathing, Shows, at
from adapters.discord.render import Breath
from bot.screen import Pace
from tests.adapters.discord.acting import EDIT
from tests.adapters.discord.driver import Discord, DiscordPerson, read_page
from tests.adapters.platforms import Page
from tests.local_discord.server import LocalDiscord

PACE = Pace(4, 6, 6, "Breathe in", "Breathe out")
LASTS = 60
WITHIN = 5


class Time:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.at = 0.0
        self._sleeping: list[tuple[float, asyncio.Future[None]]] = []
        self._asleep = asyncio.Event()

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        waking = asyncio.get_running_loop().create_future()
        self._sleeping.append((self.at + seconds, waking))
        self._asleep.set()
        await waking

    async def passes(self) -> None:
        """Whoever is asleep, or will be, wakes up: at their time, and no later."""
        async with asyncio.timeout(WITHIN):
            await self._asleep.wait()
        self._asleep.clear()
        for until, waking in self._sleeping:
            self.at = until
            if not waking.done():
                waking.set_result(None)
        self._sleeping.clear()


@pytest.fixture
async def time(platform: Discord) -> Time:
    made = Time()
    platform.app._answering._breathing = Breathing(made.sleep, made.now)
    return made


@pytest.fixture
async def page(you: DiscordPerson, time: Time) -> Page:
    """A page that breathes."""
    await you.command("rejected")
    return await you.walk("Start", "Final round", "Skip", "Angry", "Breathe")


def breathing(platform: Discord) -> int:
    return len(platform.app._answering._breathing._going)


async def still(platform: Discord) -> None:
    """Wait until nothing breathes by itself."""
    if going := platform.app._answering._breathing._going:
        await asyncio.wait([one.task for one in going.values()], timeout=WITHIN)
    assert breathing(platform) == 0


def edits(server: LocalDiscord) -> list[str]:
    """The pages that were drawn over it, as texts."""
    return [str(one.body) for one in server.asked(EDIT) if one.status is not None]


def read(you: DiscordPerson) -> Page:
    return read_page(you.local.ephemeral[0])


async def drawn(server: LocalDiscord, count: int) -> None:
    await server.until(lambda: len(edits(server)) == count)


async def test_it_is_edited_at_the_pace_and_is_as_before_at_the_end(
    platform: Discord, you: DiscordPerson, time: Time, page: Page
) -> None:
    server = platform.server
    for number in range(int(LASTS / TICK)):
        await drawn(server, number + 1)
        assert time.at == number * TICK
        assert read(you).offers == page.offers
        await time.passes()
    await drawn(server, int(LASTS / TICK) + 1)
    await still(platform)
    assert read(you).text == page.text
    shown = edits(server)
    assert [shown[-1].count(word) for word in "▰▱"] == [0, 0]
    assert all("▰" in text for text in shown[:2])
    assert (await you.tap(page.offers[0])).text != page.text


async def test_it_stops_when_somebody_goes_on(platform: Discord, you: DiscordPerson, time: Time, page: Page) -> None:
    await drawn(platform.server, 1)
    after = await you.tap(page.offers[0])
    assert breathing(platform) == 0
    assert read(you).text == after.text
    # Nobody is asleep any more who would draw over it.
    assert all(waking.cancelled() for _, waking in time._sleeping)
    assert len(edits(platform.server)) == 1


async def test_it_begins_anew_for_who_comes_back(platform: Discord, you: DiscordPerson, page: Page) -> None:
    await you.stop()
    assert breathing(platform) == 0
    assert (await you.tap("Go on")).offers == page.offers
    assert breathing(platform) == 1


async def test_an_edit_on_its_way_does_not_draw_over_the_next_page(
    platform: Discord, you: DiscordPerson, time: Time, page: Page
) -> None:
    server = platform.server
    await drawn(server, 1)
    server.faults.delay(EDIT, 0.2)
    await time.passes()
    await server.until(lambda: len(server.asked(EDIT)) == 2)
    after = await you.tap(page.offers[0])
    await drawn(server, 2)
    assert read(you).text == after.text
    assert after.text != page.text


async def test_an_edit_that_takes_too_long_is_drawn_over(
    platform: Discord, you: DiscordPerson, time: Time, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.breathing.PATIENCE", 0.05)
    server = platform.server
    await drawn(server, 1)
    async with server.faults.held(EDIT):
        await time.passes()
        await server.until(lambda: len(server.asked(EDIT)) == 2)
        after = await you.tap(page.offers[0])
        # The page that was answered with is drawn once more, after the edit.
        await server.until(lambda: len(server.asked(EDIT)) == 3)
    await drawn(server, 3)
    assert read(you).text == after.text


async def test_edits_that_fail_leave_the_page_as_it_is(
    platform: Discord, you: DiscordPerson, time: Time, page: Page, caplog: pytest.LogCaptureFixture
) -> None:
    server = platform.server
    await drawn(server, 1)
    server.faults.lose(EDIT)
    await time.passes()
    await still(platform)
    gc.collect()
    assert "never retrieved" not in caplog.text
    assert (await you.tap(page.offers[0])).text != page.text


async def test_a_page_that_was_closed_is_let_be(platform: Discord, you: DiscordPerson, time: Time, page: Page) -> None:
    await drawn(platform.server, 1)
    you.local.dismiss(you.local.ephemeral[0])
    await time.passes()
    await still(platform)
    assert (await you.command("home")).offers


async def test_after_a_restart_the_page_works_and_is_still(platform: Discord, you: DiscordPerson, page: Page) -> None:
    await drawn(platform.server, 1)
    await platform.restart()
    seen = you.page
    assert breathing(platform) == 0
    assert (await you.tap(page.offers[0], on=seen)).text != page.text


async def test_whoever_goes_on_before_it_is_drawn_stops_it() -> None:
    time, shown = Time(), list[Breath | None]()

    async def shows(breath: Breath | None) -> None:
        shown.append(breath)

    breathing, is_drawn = Breathing(time.sleep, time.now), asyncio.Event()
    breathing.start(1, PACE, shows, is_drawn)
    for _ in range(3):
        await asyncio.sleep(0)  # it begins, and waits
    assert await breathing.stop(1)
    is_drawn.set()
    await asyncio.sleep(0)
    assert (shown, breathing._going) == ([], {})


async def test_a_page_that_breathes_anew_is_not_stopped_by_what_was_before() -> None:
    time, is_drawn = Time(), asyncio.Event()
    is_drawn.set()
    shown: list[int] = []

    def shows(number: int) -> Shows:
        async def show(breath: Breath | None) -> None:
            shown.append(number)

        return show

    breathing = Breathing(time.sleep, time.now)
    breathing.start(1, PACE, shows(1), is_drawn)
    await breathing.stop(1)
    breathing.start(1, PACE, shows(2), is_drawn)
    await time.passes()
    assert list(breathing._going) == [1]
    assert set(shown) == {2}
    await breathing.close()
    assert breathing._going == {}


@pytest.mark.parametrize(
    ("elapsed", "full", "said", "number"),
    [(0, 0.5, "Breathe in", 1), (2, 1, "Breathe in", 1), (4, 1 - 2 / 6, "Breathe out", 1), (8, 0, "Breathe out", 1),
     (10, 0.5, "Breathe in", 2), (58, 0, "Breathe out", 6)],
)  # fmt: skip
def test_where_a_breath_is(elapsed: float, full: float, said: str, number: int) -> None:
    breath = at(PACE, elapsed)
    assert breath is not None
    assert breath.full == pytest.approx(full)
    assert (breath.said, breath.number) == (said, number)


def test_it_ends() -> None:
    assert at(PACE, LASTS) is None

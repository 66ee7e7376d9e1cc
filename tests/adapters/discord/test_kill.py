"""kill -9 in the middle of a journey on Discord: the next process goes on as if nothing had happened."""

from __future__ import annotations

import signal
from pathlib import Path

from tests.adapters.discord.acting import MESSAGE
from tests.adapters.discord.driver import DiscordPerson
from tests.adapters.discord.process import TO_START, change, person, rows, started
from tests.adapters.platforms import Page
from tests.adapters.walks import TO_CONSENT, TO_SHARING, TO_STEP_6, WAY_OUT, YES
from tests.local_discord.server import LocalDiscord

ZONE = ("Europe", "Berlin")
# By the machine's clock: days are named relative to today.
WITH_DAYS = tuple("In a week" if label.startswith("Wednesday") else label for label in TO_STEP_6)
TAPS = (*TO_CONSENT, YES, *ZONE, *WITH_DAYS, *TO_SHARING, "Done for today")
WELCOME = "This is where I'll write"
# Whatever time it is when the tests run: nobody sleeps, what waits is due, and a lease of the dead ends now. By its end is
# known when it began, and so when what is in doubt may have been sent.
DUE = (
    "UPDATE nudge SET due_at = 0, late_until = 9999999999999,"
    " next_at = CASE WHEN owner IS NULL THEN 0 ELSE CAST(strftime('%s', 'now') AS INTEGER) * 1000 END WHERE state = 'waiting'"
)
AWAKE = "UPDATE member SET quiet_from = '00:00', quiet_until = '00:00'"


def dms(you: DiscordPerson, text: str) -> list[Page]:
    return [page for page in you.messages if page.says(text)]


async def test_a_journey_goes_on_though_every_tap_meets_a_new_process(server: LocalDiscord, tmp_path: Path) -> None:
    guild = server.guild("Job seekers")
    you = person(server, guild)
    taps = list(TAPS)
    async with started(server, tmp_path) as bot:
        await bot.connects()
        await you.command("rejected")
    while taps:
        async with started(server, tmp_path) as bot:
            await bot.connects()
            await tapped(you, taps.pop(0))
            await bot.killed()
    assert you.page.says("Done for today. What you planned has its days.")
    assert len(you.local.ephemeral) == 1
    change(tmp_path, AWAKE)
    change(tmp_path, DUE)
    # What fell due while it was dead arrives, whatever lease the dead held.
    async with started(server, tmp_path) as bot:
        await server.until(lambda: len(you.messages) == 2, within=TO_START)
        await bot.killed()
    # And it stays at that, though all that waits is looked at again.
    change(tmp_path, DUE)
    async with started(server, tmp_path) as bot:
        await bot.says("running")
        await you.command("home")
        assert you.page.label("After dinner: Say my answers aloud once")
        bot.told(signal.SIGTERM)
        assert (await bot.ends())[0] == 0
    assert len(dms(you, WELCOME)) == 1
    assert len(you.messages) == 2


async def tapped(you: DiscordPerson, label: str) -> None:
    if label == "In a week":
        # The last of the days that are offered.
        label = [offer for offer in you.page.offers if offer not in ("Back", *WAY_OUT)][-1]
    await you.tap(label)


async def test_killed_between_the_sending_and_the_settling_of_a_check_in_it_is_seen_once(
    server: LocalDiscord, tmp_path: Path
) -> None:
    you = person(server, server.guild("Job seekers"))
    async with started(server, tmp_path, BOUNCEBACK_NUDGES__ENABLED="false") as bot:
        await bot.connects()
        await you.command("rejected")
        await you.walk(*TO_CONSENT, YES, *ZONE)
        await bot.killed()
    async with server.faults.held(MESSAGE), started(server, tmp_path) as bot:
        await server.until(lambda: len(server.asked(MESSAGE)) == 1, within=TO_START)
        await bot.killed()
    await server.until(lambda: len(you.messages) == 1)
    assert rows(tmp_path, "SELECT state FROM nudge WHERE kind = 'welcome'") == [("waiting",)]
    # The lease of the process that died runs out.
    change(tmp_path, "UPDATE nudge SET next_at = 0 WHERE kind = 'welcome'")
    async with started(server, tmp_path) as bot:
        # It looks whether the message is there.
        await server.until(lambda: len(server.asked("list_messages")) == 1, within=TO_START)
        bot.told(signal.SIGTERM)
        assert (await bot.ends())[0] == 0
    assert rows(tmp_path, "SELECT state FROM nudge WHERE kind = 'welcome'") == [("sent",)]
    assert len(server.asked(MESSAGE)) == len(dms(you, WELCOME)) == 1

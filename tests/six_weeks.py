"""What happens to a circle in six weeks, and after: who is there, what they do, and what they see at once when they do it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.ports import Ground
from bot.screen import Screen
from tests.circle_life import CHANNEL, NAME, at, cheers, commits, invitation, joins, last, post_of, ticks
from tests.readable import plain
from tests.town import Person, Town, span
from tests.town_watch import LOOK, LOST, PAIRED, SOON, begun, kind, pods_follow, seen, when_out

HARBOUR, NEW = "channel-2", "channel-3"
INVITES, DIGESTS = "A new week in", "That was "
FIRST = {
    "Ada": "Europe/Berlin", "Ben": "Europe/Berlin", "Cleo": "America/New_York", "Dan": "Europe/Berlin",
    "Eve": "Europe/London", "Finn": "Europe/Berlin", "Gia": "Asia/Kolkata", "Ida": "Europe/Berlin",
    "Jo": "Europe/Berlin", "Kim": "Europe/Berlin", "Lou": "Europe/Berlin",
}  # fmt: skip


class Story:
    """Who there is, and what happens in each week."""

    def __init__(self, town: Town) -> None:
        self.town = town
        here = Ground(CHANNEL, NAME, organises=True)
        self.olga = town.person("Olga", ground=here)
        self.per = town.person("Per", community="harbour", ground=Ground(HARBOUR, "#harbour", organises=True))
        self.nora = town.person("Nora", ground=Ground(NEW, "#slow-and-steady", organises=True))
        for name, zone in FIRST.items():
            town.person(name, zone)
        self.ida_there = Person(replace(self["Ida"].who, community="harbour"), town)
        self.apart: list[frozenset[str]] = []

    def __getitem__(self, name: str) -> Person:
        return self.town.people[name]

    def members(self, *without: str) -> set[str]:
        return {name.lower() for name in (*FIRST, "Hal") if name not in without}

    async def set_up(self) -> None:
        await self.olga.types("admin")
        await self.olga.taps("circle", "d0", "h9", "yes", "start")
        assert "Monday 5 October, 09:00" in plain(self.olga.screen)
        await self.per.types("admin")
        await self.per.taps("circle", "d2", "h10", "yes", "pods", "buddies", "start")
        assert "Wednesday 7 October, 10:00" in plain(self.per.screen)
        for name in ("Ada", "Ben", "Gia"):
            self[name].looks = True
        for name in FIRST:
            await joins(self[name], buddies=name not in ("Jo", "Lou"))
        await self.ida_there.types("circle")
        await self.ida_there.taps("#harbour", "join")
        # Whoever runs a circle is written to like anybody else: once they agreed to it.
        await self.per.types("circle")
        await self.per.taps("join", "settings", "looks", "yes", "yes")
        self.per.agreed = self.per.looks = True
        assert self.town.platform.posts == []

    async def first(self) -> None:
        await self.town.until(at(1, 0, 9, 30))
        await commits(self["Ada"], "write to two people I used to work with", "public", 3)
        await commits(self["Ben"], "rewrite the top third of my CV")
        await commits(self["Cleo"], "apply to the library", "public", 1)
        await commits(self["Dan"], "ring the job centre", "public", 1)
        await commits(self["Eve"], "walk to the river and leave the laptop", "public", 2)
        await commits(self["Finn"], "ask Lena about her team")
        await commits(self["Gia"], "practise one answer aloud", "public", 3)
        await commits(self["Ida"], "read two job ads slowly")
        await commits(self["Jo"], "open the letter from the bank", "private")
        await commits(self["Kim"], "tell my sister how it is going", "pod")
        pods_follow(self.town, self.members("Hal"))
        await self._not_again(self["Dan"])
        await self._cheered_by_the_pod(self["Kim"], "tell my sister how it is going")
        await self.town.until(at(1, 1, 12))
        await cheers(self["Ben"], "two people I used to work with", "cheer-clear")
        await cheers(self["Eve"], "two people I used to work with")
        await cheers(self["Ada"], "rewrite the top third")
        for name, words in (("Cleo", "apply to"), ("Ben", "rewrite"), ("Eve", "walk"), ("Finn", "ask"), ("Jo", "open"),
                            ("Kim", "tell"), ("Ida", "read")):  # fmt: skip
            await ticks(self[name], words)
        await self.ida_there.presses(await self._at_the_harbour(at(1, 2, 11)), "Say what I'll do")
        await self.ida_there.says("sweep the boat house")
        await self.ida_there.day(1)
        await self.ida_there.taps("skip", "public", "post", "no")
        self["Ida"].words.append((self.town.clock.now(), "sweep the boat house", HARBOUR))
        # At ten o'clock where they are: in Kolkata that has passed when the look is taken, so it comes on the day after.
        for name, answer, day in (("Ada", "done", 3), ("Gia", "still", 4)):
            await self.town.until(at(1, day, 13))
            await self[name].presses(last(self[name], LOOK), answer)
        await self.town.until(at(1, 6, 17))

    async def _cheered_by_the_pod(self, who: Person, words: str) -> None:
        """Whoever is in the pod can cheer; somebody else to whom the button came is shown nothing."""
        (pod,) = [pod for pod in self.town.platform.pods.values() if who.who.address in pod]
        mate = next(self[name] for name in FIRST if name.lower() in pod and name != who.name)
        stranger = next(self[name] for name in FIRST if name.lower() not in pod)
        await cheers(mate, words)
        await stranger.presses(post_of(self.town, words), "Cheer")
        assert "not for you to see" in plain(stranger.screen)

    async def _at_the_harbour(self, when: datetime) -> Screen:
        await self.town.until(when)
        return invitation(self.town, HARBOUR)

    async def _not_again(self, who: Person) -> None:
        """Somebody does not want to be with one of those they are with now."""
        before = last(who, PAIRED)
        await who.presses(before, "apart")
        other = who.screen.buttons[0].label
        await who.taps(other)
        self.apart.append(frozenset({who.name, other}))

    async def second(self) -> None:
        ada = self["Ada"]
        await self.town.until(at(1, 6, 18, 20))
        await ada.presses(last(ada, SOON), "in")
        await self.town.until(at(2, 0, 9, 10))
        await ada.presses(last(ada, PAIRED), "good")
        await commits(ada, "send one application, without rewriting it again", "public", 3, "library")
        await commits(self["Ben"], "say my weak answer aloud once", "public", 1)
        await commits(self["Finn"], "clear my desk")
        await commits(self["Eve"], "ask for feedback from the museum", "public", 3)
        for day, words in enumerate(("sort my certificates", "call my old boss", "try the online course"), 1):
            await commits(self["Dan"], words, "public", day)
        await commits(self["Gia"], "rest on Saturday, on purpose", "public", 5)
        await commits(self["Ida"], "print three letters", "private")
        await commits(self["Jo"], "look at the numbers", "private")
        await commits(self["Kim"], "write the message I have put off", "pod", 1)
        await self.town.until(at(2, 1, 18))
        await cheers(self["Dan"], "without rewriting it again", "cheer-likewise")
        await cheers(self["Gia"], "without rewriting it again")
        await cheers(ada, "ask for feedback from the museum", "cheer-glad")
        await ticks(self["Ben"], "say my")
        await ticks(self["Kim"], "write the")
        await self.town.until(at(2, 2, 12))
        await self._leaves(self["Finn"], "clear my desk")
        eve = self["Eve"]
        await eve.types("circle")
        await eve.taps("tick", "words")
        await eve.says("ask the museum what they would change")
        await eve.taps("yes")
        eve.words[-1] = (eve.words[-1][0], "ask the museum what they would change", "public")
        await self.town.until(at(2, 3, 10, 30))
        await ada.presses(last(ada, LOOK), "done")
        await ada.types("circle")
        await ticks(eve, "ask the museum")
        await self.town.until(at(2, 6, 10))

    async def _leaves(self, who: Person, words: str) -> None:
        await who.types("circle")
        await who.taps("settings", "leave", "yes")
        who.silent.append((self.town.clock.now(), at(9, 0, 9)))
        assert not any(words in plain(one) for one in self.town.platform.standing(CHANNEL).values())
        await self.town.until(self.town.clock.now() + span(minutes=1))
        assert when_out(self.town, who.who.address) <= self.town.clock.now()
        assert min(map(len, self.town.platform.pods.values())) in (2, 3)

    async def third(self) -> None:
        ben, eve = self["Ben"], self["Eve"]
        await self.town.until(at(2, 6, 17))
        await ben.types("circle")
        await ben.taps("away", "2026-11-01")
        ben.silent.append((self.town.clock.now(), at(4, 6, 0)))
        await self.town.until(at(3, 0, 12))
        pods_follow(self.town, self.members("Finn", "Hal"))
        assert "ask the museum" in self.digest()
        await eve.presses(post_of(self.town, "ask the museum"), "Cheer")
        await eve.taps("go")
        await self.town.until(at(3, 0, 12, 5))
        self.nowhere("ask the museum")
        await commits(self["Ada"], "sit in on the open evening", "public", 3)
        await commits(self["Gia"], "call Meera", "public", 3)
        await commits(self["Ida"], "ask Tom to read my letter")
        await commits(self["Jo"], "count what is left", "private")
        await commits(self["Kim"], "apply although I am not sure", "pod")
        await self.town.until(at(3, 2, 18))
        self.town.person("Hal")
        await joins(self["Hal"], buddies=True)
        await commits(self["Hal"], "find out what the new tool is", "public", 1)
        for name, words in (("Ada", "sit"), ("Gia", "call"), ("Ida", "ask Tom"), ("Hal", "find")):
            await ticks(self[name], words)
        await self.town.until(at(3, 6, 9))
        assert "ask Tom to read my letter" in self.digest()
        # Back from the channel means back from the digest.
        ida = self["Ida"]
        await ida.types("circle")
        await ida.taps(NAME, "shared", "Ida, this week: ask Tom", "yes")
        await self.town.until(at(3, 6, 10))
        self.nowhere("ask Tom to read my letter")
        await self.town.until(at(3, 6, 18, 30))
        await eve.presses(last(eve, SOON), "not-this-time")

    async def fourth(self) -> None:
        await self.town.until(at(4, 0, 8, 30))
        self.town.platform.out = at(4, 0, 11)
        await self.town.until(at(4, 0, 12))
        pods_follow(self.town, self.members("Finn"))
        await commits(self["Ada"], "two lines to the agency")
        await commits(self["Gia"], "send the form", "public", 1)
        await commits(self["Hal"], "one page of the handbook", "public", 1)
        await commits(self["Jo"], "sleep before I decide", "private")
        await commits(self["Kim"], "ask Ulla for an hour", "pod")
        assert "1 of the last 3 weeks" in await self.standing("Cleo")
        gia = self["Gia"]
        await self.town.until(at(4, 2, 12))
        assert "call Meera" in self.standing_text()
        await gia.types("privacy")
        await gia.taps("forget", "yes")
        await self.town.until(at(4, 2, 12, 5))
        for _, words, _ in gia.words:
            self.nowhere(words)
        assert "Gia" not in self.standing_text()
        gia.silent.append((self.town.clock.now(), at(9, 0, 9)))

    async def fifth(self) -> None:
        await self.town.until(at(5, 0, 10))
        pods_follow(self.town, self.members("Finn", "Gia"), gone=("gia",))
        await self.town.leaving.left_community(self.olga.who, "guild")
        await commits(self["Ben"], "start again with the easy one")
        await commits(self["Cleo"], "write one line to Sofia", "public", 4)
        assert "3 of the last 3 weeks" in await self.standing("Ben")
        assert "1 of the last 4 weeks" in await self.standing("Cleo")
        await commits(self["Ada"], "say no to the unpaid one")
        await commits(self["Hal"], "ask who left last year")
        await commits(self["Ida"], "choose two of the five")
        await commits(self["Jo"], "put the folder away", "private")
        await commits(self["Kim"], "breathe before the call", "pod", 1)
        await self.town.until(at(5, 4, 18))
        for name, words in (("Cleo", "write one"), ("Ben", "start"), ("Hal", "ask who")):
            await ticks(self[name], words)
        await self.town.until(at(5, 6, 8))
        assert self.town.platform.dissolved == []
        # Eight said something in the last four weeks that they did not take back: enough for two pods, not for three.
        await self.town.until(at(5, 6, 9, 30))
        assert len(self.town.platform.dissolved) == 1
        assert len(pods_follow(self.town, self.members("Finn", "Gia"), gone=("gia",))) == 2

    async def sixth(self) -> None:
        await self.town.until(at(6, 0, 10))
        await commits(self["Ada"], "thank the three who answered")
        await commits(self["Ben"], "keep Friday free")
        await commits(self["Hal"], "show it to one person")
        await self.town.until(at(6, 6, 9, 30))

    async def gone(self) -> None:
        """Both channels are removed. Whoever runs the one is told; of the other nobody is left, so the next to come is."""
        platform = self.town.platform
        platform.gone |= {CHANNEL, HARBOUR}
        await self.town.until(at(7, 1, 12))
        assert "I can't post in #small-steps at the moment" in await self.standing("Ada")
        await self.town.until(at(7, 2, 12))
        assert [who for who in self.town.people if any(kind(one) == LOST for one in self[who].inbox())] == ["Per"]
        await self.nora.types("admin")
        await self.nora.taps("circle", "Move")
        assert "The circle goes on in #slow-and-steady" in plain(self.nora.screen)
        await self.town.until(at(8, 0, 9))
        assert begun(platform, NEW, INVITES) == [at(8, 0, 9)]
        pods_follow(self.town, self.members("Finn", "Gia"), gone=("gia",))
        assert "4 of the last 4 weeks" in await self.standing("Ada")
        await self["Ada"].presses(invitation(self.town, NEW), "Say what I'll do")
        assert "What will you do this week?" in plain(self["Ada"].screen)

    async def standing(self, name: str) -> str:
        await self[name].types("circle")
        return plain(self[name].screen)

    def standing_text(self) -> str:
        platform = self.town.platform
        places = {one.place for one in platform.log}
        return "\n".join(seen(one) for place in sorted(places) for one in platform.standing(place).values())

    def digest(self) -> str:
        return [one for one in map(plain, self.town.platform.standing(CHANNEL).values()) if one.startswith(DIGESTS)][-1]

    def nowhere(self, words: str) -> None:
        assert words not in self.standing_text()

"""A member's own weeks as a picture: noes, how far they got, what got done. Nothing is stored for it."""

from __future__ import annotations

from bot.effects import Items, Rejections
from bot.flow import Ending, Next, Talk, flow
from bot.pictures.facts import journey_of
from bot.questions import Option, Pick


@flow("weeks")
async def weeks(talk: Talk) -> Ending:
    noes = await talk.find("noes", Rejections())
    left = await talk.find("left", Items())
    done = await talk.find("done", Items(done=True))
    talk.say("about", picture=journey_of(noes, left, done, talk.opened))
    picked = (await talk.ask("what", Pick([Option("noes"), Option("home")]))).one
    return Next("journeys") if picked == "noes" else Next("home")

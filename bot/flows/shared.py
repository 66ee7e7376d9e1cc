"""What the member shared in channels, each to be taken back."""

from __future__ import annotations

from bot.circles import MyPosts, TakeBackPost
from bot.effects import Me
from bot.flow import Ending, Next, Talk, flow
from bot.flows.parts.circles import name_of
from bot.lines import Brief, Line, Verbatim
from bot.questions import Confirm, Option, Pick


@flow("shared")
async def shared(talk: Talk) -> Ending:
    posts = await talk.find("posts", MyPosts())
    me = await talk.find("me", Me())
    if not posts:
        talk.say("none")
        return Next("home")
    listed = [
        Option(
            one.id,
            Brief(one.post.worded(name_of(me))),
            Line("shared-where", {"place": Brief(Verbatim(one.place), 40), "day": one.day}),
        )
        for one in posts
    ]
    picked = (await talk.ask("which", Pick(listed, beside=[Option("home")]), count=len(posts))).one
    one = next((one for one in posts if one.id == picked), None)
    if one is None:
        return Next("home")
    talk.preview(one.post, name_of(me))
    if await talk.ask("sure", Confirm(), place=Verbatim(one.place), day=one.day):
        talk.record("back", TakeBackPost(one.id))
        talk.say("taken-back", words="part-taken-back", place=Verbatim(one.place))
    return Next("shared") if len(posts) > 1 else Next("home")

"""Step 6: keep moving. One lesson, one win, the next smallest step with a day, and where to look next."""

from __future__ import annotations

from operator import itemgetter

from bot.circles import TakeBackPost
from bot.effects import Items, KeepNote, Me, Places, Post, Posted, Quiet
from bot.flow import Ending, Next, Talk, flow
from bot.flows.parts import item_line, keep_item, which
from bot.flows.parts.places import ask_place
from bot.lines import Brief, Line, Verbatim
from bot.questions import SENTENCE, Confirm, Option, Pick, Picked, Text
from bot.rows import Consent, Place, Source

LESSONS = ("asked-less", "stage-learned", "prepare-earlier", "not-about-me")
WINS = ("applied", "asked", "rested", "showed-up")
STEPS = ("one-application", "one-message", "one-page", "day-off")
OPENINGS = 5
PLAN_SHOWN = 4


@flow("moving", step=6)
async def moving(talk: Talk) -> Ending:
    lesson = await talk.ask("lesson", Pick([Option(one) for one in LESSONS], typed=Text("write", SENTENCE)))
    talk.record("lesson", KeepNote("lesson", lesson.text, lesson.one))
    won = None if await talk.find("quiet", Quiet()) else await _win(talk)
    step = await talk.ask("step", Pick([Option(one) for one in STEPS], typed=Text("write", SENTENCE)))
    what: Line | Verbatim = Verbatim(step.text) if step.text else Line(f"moving-step.{step.one}")
    tag = None if step.text else f"moving-step.{step.one}"
    due = await keep_item(talk, "step", Source.NEXT, what, tag=tag, text=step.text, ahead=(1, 2, 3, 7))

    look = await talk.ask("openings", Confirm())
    if look:
        for opening in talk.content.openings[:OPENINGS]:
            talk.say("opening", link=opening.link, title=Verbatim(opening.title), place=Verbatim(opening.place))
    me = await talk.find("me", Me())
    items = await talk.find("items", Items(journey=talk.journey))
    places = await talk.find("places", Places()) if won is not None else ()
    about, learned = which(talk.rejection), _told("lesson", lesson.text, lesson.one)
    if won is None:
        talk.say("closing-quiet", which=about, lesson=learned)
    else:
        talk.say("closing", which=about, lesson=learned, win=_told("win", won.text, won.one))
    # The step that was planned a moment ago is shown with the others, whether the store has it already or not.
    others = [(one.due, item_line(one, talk.content)) for one in items if one.id != talk.row("step-item")]
    for day, planned in sorted([*others[:PLAN_SHOWN], (due, what)], key=itemgetter(0)):
        talk.say("plan", words="part-planned", what=Brief(planned, 100), day=day)
    stands: Place | None = None
    if places and won is not None:
        stands = await _share(talk, places, won)
    after = [Option("interview"), Option("home"), Option("close")]
    then = await talk.ask("after", Pick([*after, *([Option("take-back")] if stands else [])]))
    if then.one == "take-back":
        talk.record("share-back", TakeBackPost(talk.posted_as("shared")))
        talk.say("share-back", words="part-taken-back", place=Verbatim(stands.name if stands else ""))
        then = await talk.ask("after.back", Pick(after))
    if then.one == "close":
        talk.say("done")
    follows = {"interview": "interview", "home": "home"}.get(then.one or "")
    if me.consent is Consent.UNASKED:
        return Next("consent", {"then": follows} if follows else {})
    return Next(follows) if follows else None


async def _win(talk: Talk) -> Picked:
    win = await talk.ask("win", Pick([Option(one) for one in WINS], typed=Text("write", SENTENCE)))
    talk.record("win", KeepNote("win", win.text, win.one))
    return win


async def _share(talk: Talk, places: tuple[Place, ...], won: Picked) -> Place | None:
    """One line of it in a channel: shown first as it will read, under the member's own name, only by their press. Gives the
    place where it may stand now."""
    place = await ask_place(talk, "share-where", places)
    post = Post(place.id, "post-win", won.text or "", _tags("win", won.one))
    me = await talk.find("share-me", Me())
    talk.preview(post, me.name or me.address)
    if await talk.ask("share", Confirm(), place=Verbatim(place.name)):
        outcome = await talk.post("shared", post)
        talk.say("share-outcome", words="part-outcome", outcome=outcome, place=Verbatim(place.name))
        return place if outcome is not Posted.REFUSED else None
    return None


def _tags(key: str, tag: str | None) -> tuple[str, ...]:
    return (f"moving-{key}.{tag}",) if tag else ()


def _told(key: str, text: str | None, tag: str | None) -> Line | Verbatim:
    return Verbatim(text) if text else Line(f"moving-{key}.{tag}")

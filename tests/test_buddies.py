"""What the taps about pairs and lost circles state."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bot.circles import Apart, InCircle
from bot.effects import Change, Nudge, NudgeKind
from bot.flow import Done, Facts, Flow, Frame, replay
from bot.flows.buddies import buddy, buddy_soon
from bot.flows.circle_trouble import circle_trouble
from bot.rounds import Draw, Lost, Pairs

DRAW = Draw("c1", "#circle", datetime(2026, 12, 7, 9), date(2026, 12, 7))  # noqa: DTZ001 - shown as it is
TRIO = Pairs("c1", "#circle", (("k", "Kim"), ("s", "Sam")))


def played(flow: Flow, found: dict[str, Any], **answers: Any) -> Frame:
    kept: dict[str, Any] = {key: {"lookup": "", "kept": []} for key in found}
    return replay(flow, Facts({**kept, **answers}, opened=date(2026, 12, 6), found=found, args={"subject": "c1"}))


def stated(frame: Frame) -> list[Change]:
    assert isinstance(frame.waits, Done)
    return list(frame.stated.values())


def soon(how: str, **more: Any) -> list[Change]:
    return stated(played(buddy_soon, {"draw": (DRAW,)}, how=how, **more))


def test_before_pairs_are_formed() -> None:
    assert soon("in") == []
    assert soon("not-this-time") == [InCircle("c1", away_until=date(2026, 12, 8))], "back the day after"
    assert soon("away", day="2026-12-24") == [InCircle("c1", away_until=date(2026, 12, 24))]
    assert soon("stop") == [InCircle("c1", buddies=False)]


def test_where_none_are_coming_nothing_is_asked() -> None:
    assert stated(played(buddy_soon, {"draw": ()})) == []
    assert stated(played(buddy, {"pairs": ()})) == []
    assert stated(played(circle_trouble, {"circle": ()})) == []


def test_not_with_them() -> None:
    assert stated(played(buddy, {"pairs": (TRIO,)}, how="good")) == []
    assert stated(played(buddy, {"pairs": (TRIO,)}, how="apart", who={"values": ["s"]})) == [Apart("s")]
    assert stated(played(buddy, {"pairs": (TRIO,)}, how="apart", who={"values": ["none"]})) == []
    assert stated(played(buddy, {"pairs": (TRIO,)}, how="stop")) == [InCircle("c1", buddies=False)]


def test_without_a_buddy() -> None:
    alone = {"pairs": (Pairs("c1", "#circle", (), "only"),)}
    assert stated(played(buddy, alone, **{"alone-how": {"values": ["good"]}})) == []
    assert stated(played(buddy, alone, **{"alone-how": {"values": ["stop"]}})) == [InCircle("c1", buddies=False)]


def test_a_lost_circle_is_asked_about_again() -> None:
    found = {"circle": (Lost("c1", "#circle"),)}
    assert stated(played(circle_trouble, found, how="good")) == []
    again = Nudge(NudgeKind.CIRCLE_TROUBLE, after=3, subject="c1")
    assert stated(played(circle_trouble, found, how="later")) == [again]

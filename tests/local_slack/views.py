"""Modals, which stand one on another, and the App Home of each person.

https://docs.slack.dev/surfaces/modals, https://docs.slack.dev/surfaces/app-home
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.local_slack.block_kit import HOME, MODAL, VIEW_BYTES
from tests.local_slack.blocks import view_problems, view_size
from tests.local_slack.errors import Refused
from tests.local_slack.messages import named
from tests.local_slack.seen import Seen
from tests.local_slack.state import kept, values
from tests.local_slack.world import Workspace, World

if TYPE_CHECKING:
    from tests.local_slack.interactions import Interaction
    from tests.local_slack.people import Person

Json = dict[str, Any]

STACK = 3
# What an app may say of a view; the rest is Slack's.
OWN = (
    "type",
    "title",
    "submit",
    "close",
    "private_metadata",
    "callback_id",
    "external_id",
    "clear_on_close",
    "notify_on_close",
)


@dataclass(eq=False, slots=True)
class View:
    """A view as it stands. `places` are where the person is once it is closed; `errors` are by block_id."""

    id: str
    person: Person
    given: Json
    hash: str
    places: tuple[str, ...]
    root: str = ""
    previous: str | None = None
    state: dict[str, Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    closed: bool = False
    edits: int = 0
    _waiting: list[asyncio.Future[None]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return str(self.given["type"])

    @property
    def blocks(self) -> list[Json]:
        return self.given["blocks"]  # type: ignore[no-any-return]

    def payload(self) -> Json:
        workspace = self.person.workspace
        made: Json = {name: self.given[name] for name in OWN if name in self.given}
        return {
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "title": None,
            "submit": None,
            "close": None,
            "clear_on_close": False,
            "notify_on_close": False,
            **made,
            "id": self.id,
            "team_id": workspace.id,
            "app_id": workspace.world.app_id,
            "bot_id": workspace.bot_id,
            "app_installed_team_id": workspace.id,
            "blocks": self.blocks,
            "state": {"values": values(self.blocks, self.state)},
            "hash": self.hash,
            "root_view_id": self.root,
            "previous_view_id": self.previous,
        }

    def seen_by(self, person: str) -> Seen:
        """As it stands now: a view is one person's."""
        return Seen(view=self)

    def change(self) -> asyncio.Future[None]:
        """Done when it is next updated or closed."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        return future

    def was_changed(self) -> None:
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)


class Views:
    def __init__(self, world: World) -> None:
        self._world = world
        # Those that are open, and Homes.
        self._by_id: dict[str, View] = {}

    def open(self, by: Interaction, given: Any) -> View:
        """A modal of its own: what was open before is gone. Raises Refused."""
        self._check(given, MODAL, by.person.workspace)
        for one in list(by.person.open_views):
            self._forget(one)
        made = self._new(by.person, given, by.view.places if by.view and by.view.kind == MODAL else by.places)
        by.person.open_views[:] = [made]
        by.person.shown(made, made.root, by)
        return made

    def push(self, by: Interaction, given: Any) -> View:
        """A modal on the one that the trigger comes from. Raises Refused."""
        self._check(given, MODAL, by.person.workspace)
        below = by.view
        if below is None or below.closed or below.kind != MODAL:
            raise Refused("not_found")
        stack = by.person.open_views
        if len(stack) >= STACK:
            raise Refused("push_limit_reached")
        made = self._new(by.person, given, below.places, below)
        stack.append(made)
        by.person.shown(made, made.root, by)
        return made

    def update(self, view: View, given: Any, hash_: str | None = None, by: Interaction | None = None) -> View:
        """Raises Refused."""
        self._check(given, view.kind, view.person.workspace, view)
        if hash_ and hash_ != view.hash:
            raise Refused("hash_conflict")
        view.given = {**given, "blocks": named(given["blocks"], self._world.ts)}
        view.state = kept(view.blocks, view.state)
        view.errors = {}
        view.hash = self._new_hash()
        view.edits += 1
        view.was_changed()
        self._world.shown.append(Seen(view=view))
        view.person.shown(view, view.root, by)
        self._world.pulse()
        return view

    def publish(self, person: Person, given: Any, hash_: str | None) -> View:
        """Raises Refused."""
        if person.home_view:
            return self.update(person.home_view, given, hash_)
        self._check(given, HOME, person.workspace)
        if hash_:
            raise Refused("hash_conflict")
        person.home_view = made = self._new(person, given, (HOME,))
        made.root = HOME
        person.shown(made, HOME)
        self._world.pulse()
        return made

    def found(self, workspace: Workspace, view_id: str | None, external_id: str | None) -> View:
        """By its id, or the app's own. Raises Refused."""
        if not view_id and not external_id:
            raise Refused("invalid_arguments", ["[ERROR] missing required field: view_id [json-pointer:/view_id]"])
        one = self._by_id.get(view_id) if view_id else self._external(workspace, external_id)
        if one is None or one.person.workspace is not workspace or one.kind != MODAL:
            raise Refused("not_found")
        return one

    def close(self, view: View) -> None:
        self._forget(view)
        self._world.pulse()

    def _forget(self, view: View) -> None:
        view.closed = True
        self._by_id.pop(view.id, None)
        if view in view.person.open_views:
            view.person.open_views.remove(view)
        view.was_changed()

    def _new(self, person: Person, given: Json, places: tuple[str, ...], below: View | None = None) -> View:
        id_ = self._world.new_id("V")
        made = View(id_, person, {**given, "blocks": named(given["blocks"], self._world.ts)}, self._new_hash(), places)
        made.root, made.previous = (below.root, below.id) if below else (id_, None)
        self._by_id[id_] = made
        self._world.shown.append(Seen(view=made))
        self._world.pulse()
        return made

    def _new_hash(self) -> str:
        return f"{self._world.ts()}.{self._world.count('hash')}"

    def _check(self, given: Any, kind: str, workspace: Workspace, view: View | None = None) -> None:
        if not isinstance(given, dict):
            raise Refused("invalid_arguments", ["[ERROR] missing required field: view [json-pointer:/view]"])
        problems = list(view_problems(given))
        if not problems and given["type"] != kind:
            problems = [f"[ERROR] unsupported type: {given['type']} [json-pointer:/view/type]"]
        if problems:
            raise Refused("invalid_arguments", problems)
        self._world.server.files.check(workspace, given["blocks"])
        if view_size(given) > VIEW_BYTES:
            raise Refused("view_too_large")
        if external := given.get("external_id"):
            other = self._external(workspace, external)
            if other is not None and other is not view:
                raise Refused("duplicate_external_id")

    def _external(self, workspace: Workspace, external_id: str | None) -> View | None:
        for one in self._by_id.values():
            if one.given.get("external_id") == external_id and one.person.workspace is workspace:
                return one
        return None

"""Files: an address to upload to, the upload, and where the file is then shown."""

from __future__ import annotations

import mimetypes
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.local_slack.blocks import pictures
from tests.local_slack.errors import Refused
from tests.local_slack.world import Workspace, World

Json = dict[str, Any]


@dataclass(eq=False, slots=True)
class File:
    """`alt_text` is for who cannot see a picture. `content` is None until it was uploaded."""

    id: str
    workspace: Workspace
    name: str
    length: int
    alt_text: str | None
    content: bytes | None = None
    title: str = ""
    completed: bool = False

    def payload(self) -> Json:
        base = self.workspace.world.base
        made: Json = {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": mimetypes.guess_type(self.name)[0] or "application/octet-stream",
            "size": self.length,
            "user": self.workspace.bot_user,
            "url_private": f"{base}/files-pri/{self.id}/{self.name}",
            "permalink": f"{base}/files/{self.id}/{self.name}",
        }
        if self.alt_text:
            made["alt_txt"] = self.alt_text
        return made


class Files:
    def __init__(self, world: World) -> None:
        self._world = world
        self._by_id: OrderedDict[str, File] = OrderedDict()

    def reserve(self, workspace: Workspace, name: str, length: int, alt_text: str | None) -> File:
        made = File(self._world.new_id("F"), workspace, name, length, alt_text)
        self._by_id[made.id] = made
        self._world.bound(self._by_id)
        return made

    def upload(self, id_: str, content: bytes) -> bool:
        """False where it is not as long as was said, or was uploaded already."""
        one = self._by_id.get(id_)
        if one is None or one.content is not None or len(content) != one.length:
            return False
        one.content = content
        return True

    def uploaded(self, workspace: Workspace, id_: str) -> File:
        """Raises Refused."""
        one = self._by_id.get(id_)
        if one is None or one.content is None or one.workspace is not workspace:
            raise Refused("file_not_found")
        return one

    def get(self, id_: str) -> File | None:
        return self._by_id.get(id_)

    def check(self, workspace: Workspace, blocks: Sequence[Json]) -> None:
        """Whether pictures that stand in blocks are there. Raises Refused."""
        for image in pictures(blocks):
            one = self._by_id.get(image["slack_file"].get("id", ""))
            if one is None or not one.completed or one.workspace is not workspace:
                said = ["[ERROR] invalid slack file [json-pointer:/blocks]"]
                raise Refused("invalid_blocks", said, errors=said)

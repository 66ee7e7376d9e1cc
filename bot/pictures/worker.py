"""The process that paints: one card after the other comes in, one picture goes out. Alone for a while, it ends.

It has no part in anything else: no store, no keys, no network. It knows counts and labels.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from contextlib import suppress
from threading import Timer
from typing import BinaryIO

from bot.pictures.canvas import Box, Shape, Text

SIZE = struct.Struct("<I")
# Nobody asked for so many seconds: what it takes of memory is given back.
ALONE = 60.0
# Those who wait for an answer go first.
NICE = 5


def dumped(shapes: list[Shape]) -> bytes:
    """Shapes as bytes, with their length before them."""
    body = json.dumps([[type(shape).__name__, *shape] for shape in shapes]).encode()
    return SIZE.pack(len(body)) + body


def loaded(body: bytes) -> list[Shape]:
    kinds = {"Box": Box, "Text": Text}
    return [kinds[kind](*fields) for kind, *fields in json.loads(body)]


def read(stream: BinaryIO) -> bytes | None:
    """What the other side wrote, or None where there is no other side any more."""
    head = stream.read(SIZE.size)
    if len(head) < SIZE.size:
        return None
    (size,) = SIZE.unpack(head)
    body = stream.read(size)
    return body if len(body) == size else None


def main() -> None:
    with suppress(OSError, AttributeError):
        os.nice(NICE)
    from bot.pictures.paint import paint  # noqa: PLC0415 - after the process stepped back

    asked, answered = sys.stdin.buffer, sys.stdout.buffer
    while True:
        alone = Timer(ALONE, os._exit, (0,))
        alone.daemon = True
        alone.start()
        body = read(asked)
        alone.cancel()
        if body is None:
            return
        png = paint(loaded(body))
        answered.write(SIZE.pack(len(png)) + png)
        answered.flush()


if __name__ == "__main__":
    main()

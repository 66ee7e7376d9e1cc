"""`bounceback run`, with somebody inside who tells which modules it imported: ``python -m bench.watched_run FILE run ...``.

They are told once a line comes in, so that what it takes to stop is not among them.
"""

from __future__ import annotations

import json
import runpy
import sys
import threading
from pathlib import Path

from bench.watched import third_party


def main() -> None:
    """Run the bot, and watch it from a thread."""
    threading.Thread(target=_tell, args=(Path(sys.argv.pop(1)),), daemon=True).start()
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


def _tell(into: Path) -> None:
    sys.stdin.readline()
    modules = list(sys.modules)
    # Under another name first: it is there only once all of it is.
    part = into.with_suffix(".part")
    part.write_text(json.dumps({"third_party": third_party(modules), "modules": modules}), encoding="utf-8")
    part.rename(into)


if __name__ == "__main__":
    main()

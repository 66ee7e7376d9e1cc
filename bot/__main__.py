"""`bounceback` and `python -m bot`."""

from __future__ import annotations

from typing import NoReturn

from bot.cli import collecting


def main() -> NoReturn:
    """Run a command: see `bot.cli.app`."""
    collecting.seldom()
    from bot.cli import app

    app.main()


if __name__ == "__main__":
    main()

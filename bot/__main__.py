"""`bounceback` and `python -m bot`."""

from __future__ import annotations

from bot.cli.app import main

__all__ = ["main"]

if __name__ == "__main__":
    main()

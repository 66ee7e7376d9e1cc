"""What was chosen for the logs of this process."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, field
from typing import Literal

Level = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
Form = Literal["text", "json"]


@dataclass(slots=True)
class Chosen:
    level: int = logging.WARNING
    form: Form = "text"
    salt: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)


chosen = Chosen()

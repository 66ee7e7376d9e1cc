"""Holds request bodies against Discord's own OpenAPI description, for `LocalDiscord(validate=...)`.

What it misses (flags of version 2, totals, duplicate ids, the five parts of a modal, the case of command names) the server
checks itself; it allows 4000 characters of content in a channel, the server 2000.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from tests.local_discord.errors import Problem

DESCRIPTION = Path(__file__).parent / "openapi" / "discord-openapi.json"
# Discord takes ids as numbers too, and the library sends them so; the description has them as text only.
SNOWFLAKE = {"type": ["string", "integer"], "pattern": "^(0|[1-9][0-9]*)$", "minimum": 0}


def validate(operation: str, body: Any) -> list[Problem]:
    """What is wrong with the body of this operationId; LookupError where the description gives it no body."""
    return [_problem(error) for error in _deepest(_validator(operation).iter_errors(body))]


@cache
def _described() -> tuple[dict[str, Any], dict[str, Any]]:
    """Body schemas by operationId, and all component schemas."""
    described = json.loads(DESCRIPTION.read_bytes())
    bodies = {
        operation["operationId"]: operation["requestBody"]["content"]["application/json"]["schema"]
        for path in described["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict) and "application/json" in operation.get("requestBody", {}).get("content", {})
    }
    schemas: dict[str, Any] = described["components"]["schemas"] | {"SnowflakeType": SNOWFLAKE}
    return bodies, schemas


@cache
def _validator(operation: str) -> Draft202012Validator:
    bodies, schemas = _described()
    return Draft202012Validator({**bodies[operation], "components": {"schemas": schemas}})


def _deepest(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    """Of a choice between schemas, what is wrong with the one that was meant: the one whose `type` fits."""
    for error in errors:
        branches: dict[int, list[ValidationError]] = {}
        for inner in error.context or ():
            branches.setdefault(int(inner.schema_path[0]), []).append(inner)
        meant = [branch for branch in branches.values() if not any(_other_type(one, error) for one in branch)]
        if len(meant) == 1:
            yield from _deepest(meant[0])
        else:
            yield error


def _other_type(inner: ValidationError, outer: ValidationError) -> bool:
    here = list(inner.absolute_path)[len(outer.absolute_path) :]
    return here == ["type"] or (not here and inner.validator == "type")


def _problem(error: ValidationError) -> Problem:
    what = error.message if len(error.message) <= 200 else f"does not fit {error.validator}"
    return Problem(tuple(error.absolute_path), "SCHEMA", what)

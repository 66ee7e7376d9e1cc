"""What is wrong in a content file, said so that whoever wrote it can put it right."""

from bot.fixed import Fixed


class Problem(Fixed):
    """One fault: where it is, what it is, what to do about it. `str()` gives one line."""

    file: str
    reason: str
    remedy: str
    entry: str = ""  # an id, a position such as "[[learning]] no. 3", or "line 12"
    field: str = ""

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.file, self.entry, self.field) if part)
        return f"{where}: {self.reason}. {self.remedy}."


class ContentError(Exception):
    """Content that cannot be used. The text has one line per problem."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def shown(value: object, most: int = 60) -> str:
    """A value as it goes into a problem's line: on one line and not too long."""
    text = repr(value) if not isinstance(value, str) else '"' + " ".join(value.split()) + '"'
    return text if len(text) <= most else text[: most - 1] + "…"

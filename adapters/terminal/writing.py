"""Answers of more than one line, and forms."""

from __future__ import annotations

from adapters.terminal.keyboard import Keyboard
from adapters.terminal.output import Output
from adapters.terminal.render import Page
from adapters.terminal.text import TerminalWords, flat
from bot.screen import FormField, FormView

ASK, MORE = "> ", "  "
OPENS = '"""'
ENDS = (".", OPENS)
# Help and the way out must be there in the middle of a form too.
WAYS_OUT = ("h", "b", "s")


class LeftFormError(Exception):
    """In the middle of a form somebody wanted something else: a command, or the way out."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


class Writing:
    """Asks for as many lines as an answer takes."""

    def __init__(self, keyboard: Keyboard, output: Output, words: TerminalWords) -> None:
        self._keyboard = keyboard
        self._output = output
        self._words = words

    async def whole(self, first: str) -> str:
        """The answer that a line begins: the line itself, or all until a lone dot."""
        block = first.strip() == OPENS
        if not block and not first.endswith("\\"):
            return first
        lines = [] if block else [first[:-1]]
        try:
            while True:
                line = await self._keyboard.line(MORE, whole=True)
                if line.strip() in ENDS:
                    break
                lines.append(line if block else line.removesuffix("\\"))
                if not block and not line.endswith("\\"):
                    break
        except EOFError:
            pass  # the end of the input ends the answer too
        return "\n".join(lines)

    async def fill(self, form: FormView) -> dict[str, str]:
        """Ask for a form's fields, one after the other. Raises LeftFormError at a command or a letter of the way out."""
        self._say((flat(form.title), "bold"), (self._words("terminal-form"), "dim"))
        return {
            field.name: await (self._one_of(field) if field.options else self._field(field)) for field in form.fields
        }

    async def _one_of(self, field: FormField) -> str:
        """The value of one option, by its number or its label; or of the draft, or none, after an empty line."""
        by_label = {flat(option.label).casefold(): option.value for option in field.options}
        lines = [(field.label, ""), *((f"{n}  {flat(one.label)}", "") for n, one in enumerate(field.options, 1))]
        draft = next((one.label for one in field.options if one.value == field.draft), None)
        if draft:
            lines += [(self._words("terminal-field-draft"), "dim"), (draft, "italic")]
        self._say(*lines)
        while True:
            line = (await self._keyboard.line(ASK, empty=True)).strip()
            if line.startswith("/") or line in WAYS_OUT:
                raise LeftFormError(line)
            if not line:
                return field.draft
            if line.isdecimal() and 1 <= int(line) <= len(field.options):
                return field.options[int(line) - 1].value
            if flat(line).casefold() in by_label:
                return by_label[flat(line).casefold()]
            self._say((self._words("terminal-no-number", number=line[:40], last=len(field.options)), ""))

    async def _field(self, field: FormField) -> str:
        draft, prefilled = field.draft, self._keyboard.live and "\n" not in field.draft
        while True:
            lines = [(field.label, "")]
            if field.long:
                lines.append((self._words("terminal-write-long"), "dim"))
            if draft and not prefilled:
                lines += [(self._words("terminal-field-draft"), "dim"), (draft, "italic")]
            self._say(*lines)
            line = await self._keyboard.line(ASK, draft if prefilled else "", empty=True)
            if line.lstrip().startswith("/") or line.strip() in WAYS_OUT:
                raise LeftFormError(line)
            # An apostrophe in front makes text of what would be a command or a letter.
            line = line[1:] if line[:1] == "'" and (line[1:2] == "/" or line[1:].strip() in WAYS_OUT) else line
            text = (await self.whole(line)).strip() if line.strip() else ""
            if not text and draft and not prefilled:
                return draft
            if len(text) <= field.limit:
                return text
            self._say((self._words("terminal-too-long", given=len(text), limit=field.limit), ""))
            if self._keyboard.live and "\n" not in text:
                draft, prefilled = text, True

    def _say(self, *lines: tuple[str, str]) -> None:
        page = Page(self._words, self._output.width, self._output.colour)
        for text, style in lines:
            page.line(text, style)
        self._output.write(page.text)

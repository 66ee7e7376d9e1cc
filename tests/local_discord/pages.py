"""Pages and forms in version 2 components, as a bot would send them."""

from __future__ import annotations

import discord
from discord import ui


class Page(ui.LayoutView):
    """A text, buttons by label -> custom_id, and a menu where there are options."""

    def __init__(
        self, text: str, *, buttons: dict[str, str] | None = None, options: tuple[str, ...] = (), picture: str = ""
    ) -> None:
        super().__init__(timeout=None)
        box: ui.Container[Page] = ui.Container(ui.TextDisplay(text))
        if picture:
            box.add_item(ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{picture}", description="A picture")))
        if buttons:
            made = [ui.Button[Page](label=label, custom_id=custom_id) for label, custom_id in buttons.items()]
            box.add_item(ui.ActionRow(*made))
        if options:
            chosen = [discord.SelectOption(label=one.title(), value=one) for one in options]
            box.add_item(ui.ActionRow(ui.Select(custom_id="menu", placeholder="How was it?", options=chosen)))
        self.add_item(box)


class Form(ui.Modal):
    """A text that is required, and a choice."""

    def __init__(self) -> None:
        super().__init__(title="What happened", custom_id="form")
        self.add_item(ui.Label(text="Company", component=ui.TextInput(custom_id="company", max_length=20)))
        options = [
            discord.RadioGroupOption(label="Kind", value="kind"),
            discord.RadioGroupOption(label="Cold", value="cold"),
        ]
        tone: ui.RadioGroup[Form] = ui.RadioGroup(custom_id="tone", options=options, required=False)
        self.add_item(ui.Label(text="Tone", component=tone))

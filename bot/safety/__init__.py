"""Does a typed text speak of a crisis or of distress? Rules over data files: no network, no model, nothing kept.

`assess` folds the text (`normalise`), reads it in each language (`reading`: spellings, contractions, words that ran
together), blanks what only sounds alarming, finds the phrases of that language's file (`phrases`, `grammar`, `searching`) and
weighs each by what stands around it (`scope`: negation, past, whose state it is). No clinician has reviewed the patterns.
"""

from bot.safety.assess import assess
from bot.safety.finding import About, Category, Finding, Level

__all__ = ["About", "Category", "Finding", "Level", "assess"]

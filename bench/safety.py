"""The detector over messages: what it finds, what it raises falsely, and how long it takes.

The list was at hand while the patterns were written, so its figures say that nothing was lost. How messages are answered
that nobody has seen, those that were held out say.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from itertools import cycle, islice
from statistics import median, quantiles

from bench.figures import Figure, Result
from bench.messages import CRISIS, DISTRESS, HELD_OUT, NONE, PLAINEST, TRANSFORMS, Message, messages
from bot.safety import Level, assess
from bot.safety.grammar import LANGUAGES, from_files, grammars, read_all

LENGTH = 4000
ORDINARY_MS, ADVERSARIAL_MS = 20.0, 100.0
FLOOR, FLOOR_ANY = 0.8, 0.9
RECALL, RECALL_PLAINEST, RECALL_ANY, FALSE_ALARMS = 0.9, 0.95, 0.95, 0.02
ADVERSARIAL = {
    "half a wish": "i want to ",
    "negations": "i do not want to not ",
    "acts": "kill myself ",
    "joined": "iwanttodie",
    "slips": "suicidd mysellf overdosee worthlesss killlling ",
    "spaced": "k i l l ",
    "parts of phrases": "want pills die i you take all the bridge of my life ",
}
TEXTS = 100


async def measure(rounds: int) -> list[Result]:
    """Recall and false alarms per language and capability, the same over the transforms, and milliseconds."""
    begun = time.process_time()
    from_files()
    made = (time.process_time() - begun) * 1000
    grammars()
    read_all.cache_clear()
    begun = time.process_time()
    grammars()
    loaded = (time.process_time() - begun) * 1000
    listed = {language: messages(language) for language in LANGUAGES}
    held_out = {language: messages(language, HELD_OUT) for language in LANGUAGES}
    results: list[Result] = []
    for language in LANGUAGES:
        results += _shares(language, listed[language])
        results += _held_out(language, held_out[language])
    every, unseen = ([one for of in each.values() for one in of] for each in (listed, held_out))
    results += [_capability(name, every, unseen) for name in (*CRISIS, *DISTRESS, *NONE)]
    results += [_changed(name, rewritten, every) for name, rewritten in TRANSFORMS.items()]
    ordinary = _timed(_ordinary(every), rounds)
    adversarial = {name: _timed([(unit * LENGTH)[:LENGTH]], rounds)[0] for name, unit in ADVERSARIAL.items()}
    slowest = max(adversarial, key=adversarial.__getitem__)
    return [
        *results,
        Figure("  compiling the patterns, when they changed", made, "ms"),
        Figure("  reading what was compiled, once a process", loaded, "ms"),
        Figure(f"{LENGTH:,} ordinary characters, 99th percentile", _p99(ordinary), "ms", at_most=ORDINARY_MS,
               note=f"median {median(ordinary):.1f} ms"),
        Figure(f"{LENGTH:,} adversarial characters, the slowest", adversarial[slowest], "ms", at_most=ADVERSARIAL_MS,
               note=slowest),
    ]  # fmt: skip


def _shares(language: str, of: list[Message]) -> list[Result]:
    found = {capability: _levels(of, (capability,)) for capability in (*CRISIS, *DISTRESS, *NONE)}
    crisis, distress, none = (
        [level for capability in capabilities for level in found[capability]]
        for capabilities in (CRISIS, DISTRESS, NONE)
    )
    low = sorted((_share(levels, Level.CRISIS), name) for name, levels in found.items() if name in CRISIS)
    plainest = min(_share(found[name], Level.CRISIS) for name in PLAINEST)
    return [
        Figure(f"{language}: a crisis found as a crisis", _share(crisis, Level.CRISIS), "", at_least=RECALL,
               note=", ".join(f"{name} {share:.2f}" for share, name in low[:3])),
        Figure(f"{language}: the same, as crisis or distress", 1 - _share(crisis, Level.NONE), "", at_least=RECALL_ANY),
        Figure(f"{language}: the lowest of {', '.join(PLAINEST)}", plainest, "", at_least=RECALL_PLAINEST),
        Figure(f"{language}: distress found as distress", _share(distress, Level.DISTRESS), ""),
        Figure(f"{language}: false crises, ordinary rejections", _share(found["ordinary"], Level.CRISIS), "", at_most=0.0),
        Figure(f"{language}: false crises, idioms and homographs", _share(none, Level.CRISIS), "", at_most=FALSE_ALARMS),
        Figure(f"  {language}: false distress among these", _share(none, Level.DISTRESS), ""),
    ]  # fmt: skip


def _held_out(language: str, of: list[Message]) -> list[Result]:
    crisis, none, ordinary = (_levels(of, capabilities) for capabilities in (CRISIS, NONE[:3], NONE[3:]))
    plainest = _levels(of, PLAINEST)
    name = f"{language}, held out"
    return [
        Figure(f"{name}: a crisis found as a crisis", _share(crisis, Level.CRISIS), "", at_least=FLOOR),
        Figure(f"{name}: the same, as crisis or distress", 1 - _share(crisis, Level.NONE), "", at_least=FLOOR_ANY),
        Figure(f"{name}: {', '.join(PLAINEST)}", _share(plainest, Level.CRISIS), "", at_least=RECALL_PLAINEST),
        Figure(f"{name}: false crises, ordinary rejections", _share(ordinary, Level.CRISIS), "", at_most=0.0),
        Figure(f"{name}: false crises, idioms, homographs, code", _share(none, Level.CRISIS), "", at_most=FALSE_ALARMS),
    ]


def _capability(name: str, listed: list[Message], held_out: list[Message]) -> Figure:
    """All languages together: crises and distress that were found, or falsely raised; the held-out ones in the column."""
    wanted = Level.CRISIS if name in (*CRISIS, *NONE) else Level.DISTRESS
    seen, unseen = (_levels(of, (name,)) for of in (listed, held_out))
    what = "false crises" if name in NONE else f"found as {wanted}"
    note = f"{len(unseen)} messages; of the {len(seen)} on the list {_share(seen, wanted):.2f}"
    return Figure(f"  {name}, held out: {what}", _share(unseen, wanted), "", note=note)


def _levels(of: Iterable[Message], capabilities: tuple[str, ...]) -> list[Level]:
    return [assess(message.text, message.lang).level for message in of if message.capability in capabilities]


def _share(levels: list[Level], level: Level) -> float:
    return sum(found is level for found in levels) / len(levels)


def _changed(name: str, rewritten: Callable[[str], str], of: list[Message]) -> Figure:
    changed = [one.id for one in of if assess(rewritten(one.text)).level is not assess(one.text).level]
    return Figure(f"another level: {name}", len(changed) / len(of), "", at_most=FALSE_ALARMS, detail=", ".join(changed))


def _ordinary(of: list[Message]) -> list[str]:
    """Texts of LENGTH, each from another place in the ordinary messages."""
    ordinary = [message.text for message in of if message.capability == "ordinary"]
    return [
        " ".join(islice(cycle(ordinary), start, start + len(ordinary)))[:LENGTH]
        for start in range(0, len(ordinary), max(1, len(ordinary) // TEXTS))
    ]


def _timed(texts: list[str], rounds: int) -> list[float]:
    """Milliseconds of each text at its quickest: what others on the machine take is not ours."""
    return [min(_milliseconds(text) for _ in range(rounds)) for text in texts]


def _milliseconds(text: str) -> float:
    start = time.perf_counter()
    assess(text)
    return (time.perf_counter() - start) * 1000


def _p99(took: list[float]) -> float:
    return quantiles(took, n=100, method="inclusive")[-1]

"""What surrounds a phrase changes what it means, in whatever language it is written."""

import pytest

from bench.messages import messages
from bot.safety import About, Category, Finding, Level, assess


def level(text: str, language: str | None = None) -> Level:
    return assess(text, language).level


@pytest.mark.parametrize("text", ["", "...", "🙂", "\ud800", "Thank you for your time."])
def test_nothing_is_found_in_nothing(text: str) -> None:
    assert assess(text) == Finding(Level.NONE, None, None, None)


def test_a_finding_says_what_whose_and_in_which_language() -> None:
    assert assess("I want to kill myself") == (Level.CRISIS, Category.SUICIDAL_THOUGHT, About.SELF, "en")
    assert assess("my brother wants to kill himself") == (Level.CRISIS, Category.SUICIDAL_THOUGHT, About.OTHER, "en")
    assert assess("quiero morirme") == (Level.CRISIS, Category.WISH_TO_DIE, About.SELF, "es")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ich will mich umbringen", "de"),
        ("weil ich mich umbringen will", "de"),
        ("ich moechte sterben", "de"),
        ("j’ai envie de mourir", "fr"),
        ("jai envie de mourir", "fr"),
        ("me quiero matar", "es"),
        ("quiero matarme", "es"),
        ("não quero mais viver", "pt"),
        ("nao quero mais viver", "pt"),
        ("I want to die", "en"),
    ],
)
@pytest.mark.parametrize("setting", [None, "en", "ja", "pt-BR"])
def test_people_write_in_any_language_whatever_their_setting(text: str, found: str, setting: str | None) -> None:
    assert assess(text, setting)[::3] == (Level.CRISIS, found)


@pytest.mark.parametrize("text", ["jveux mourir", "lenvie de mourir est là", "jai pensé a menlever la vie"])
def test_an_apostrophe_may_be_left_out_where_words_elide(text: str) -> None:
    assert assess(text)[::3] == (Level.CRISIS, "fr")


def test_the_setting_decides_between_equals() -> None:
    assert {setting: assess("suicidio", setting).language for setting in ("es", "pt")} == {"es": "es", "pt": "pt"}


@pytest.mark.parametrize(
    "text",
    [
        "I'm not suicidal",
        "I would never kill myself",
        "I have no plans to end my life",
        "I don't think I want to die",
        "No me voy a matar",
        "je vais pas me suicider",
        "ich bin nicht suizidal",
        "não quero morrer",
        # A comma that the grammar asks for does not end what a negation of several words reaches.
        "Ich habe nicht vor, mich umzubringen.",
        "Ich habe keine Absicht, mein Leben zu beenden.",
    ],
)
def test_a_denial_is_distress(text: str) -> None:
    assert assess(text)[:2] == (Level.DISTRESS, Category.DENIED)


@pytest.mark.parametrize(
    "text",
    [
        "I don't want to live",
        "I'm not suicidal. I lied.",
        "I can't stop thinking about killing myself",
        "I'm not okay, I want to die",
        "nobody believes that I want to kill myself",
        "I'm not going to kill myself today",
        "told my wife I'm not suicidal, that was a lie",
        "I can't promise I won't kill myself",
        "not suicidal but I want to die",
        "ya no quiero vivir",
        "Ich scherze nicht, mich umzubringen ist mein Plan.",
        "Ich bin nicht suizidal, hab ich gesagt. War gelogen.",
    ],
)
def test_a_negation_that_denies_nothing_is_a_crisis(text: str) -> None:
    assert level(text) is Level.CRISIS


@pytest.mark.parametrize(
    "text",
    [
        "I tried to kill myself when I was 19. I'm 41 now.",
        "ten years ago I was suicidal",
        "back in college I wanted to die",
    ],
)
def test_the_past_is_distress(text: str) -> None:
    assert assess(text)[:2] == (Level.DISTRESS, Category.PAST)


@pytest.mark.parametrize(
    "text",
    [
        "ten years ago I was suicidal and I want to die again",
        "I tried to kill myself last night",
        "I was suicidal in my twenties and the thoughts are back",
    ],
)
def test_what_is_back_is_not_past(text: str) -> None:
    assert level(text) is Level.CRISIS


def test_a_loss_is_distress_and_following_is_a_crisis() -> None:
    assert assess("my brother killed himself last year")[:2] == (Level.DISTRESS, Category.BEREAVED)
    assert level("my brother killed himself last year and I want to die too") is Level.CRISIS


@pytest.mark.parametrize(
    "text",
    [
        "this search is killing me and I want to kill myself",
        "dead-end job. I want to be dead",
        "I bombed the interview, I'm going to end my life",
        "kill -9 and then kill myself",
    ],
)
def test_an_idiom_hides_only_its_own_words(text: str) -> None:
    assert level(text) is Level.CRISIS


def test_a_mere_mention_at_work_is_let_be() -> None:
    assert level("I applied for a job in suicide prevention") is Level.NONE
    assert level("the training covered self-harm") is Level.NONE
    assert level("at the training I felt suicidal and now I want to die") is Level.CRISIS


def test_two_languages_in_one_message() -> None:
    assert level("Danke für alles. I want to kill myself.") is Level.CRISIS
    # "suicid" is a stem in several languages; the one that the sentence is written in knows that it is denied.
    assert assess("no tengo ideas suicidas ni nada parecido", "en")[:2] == (Level.DISTRESS, Category.DENIED)


def test_what_one_language_takes_for_somebody_else_hides_nothing_in_another() -> None:
    assert assess("voy a hacer un suicidio en directo", "es")[:3] == (
        Level.CRISIS,
        Category.SUICIDAL_THOUGHT,
        About.SELF,
    )


@pytest.mark.parametrize("text", ["quiero matarme", "ich will mich umbringen", "je veux mourir", "quero morrer hoje"])
def test_a_long_text_in_one_language_hides_no_sentence_in_another(text: str) -> None:
    around = " ".join(message.text for message in messages("en") if message.capability == "ordinary")[:3000]
    assert assess(around).level is Level.NONE
    assert assess(f"{around}. {text}. {around}").level is Level.CRISIS

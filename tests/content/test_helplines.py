"""The helplines table: rules that hold whatever the numbers are, and a few facts that must not be lost."""

import re
from collections import defaultdict

import pytest

from bot.content.entries import ANYWHERE, Content, Helpline
from bot.content.load import load


@pytest.fixture(scope="module")
def ours() -> Content:
    return load()


def test_there_are_many_countries_and_each_has_an_emergency_number(ours: Content) -> None:
    countries = ours.countries()
    assert len(countries) == 74
    assert [country.iso2 for country in countries if not re.search(r"\d{2,}", country.emergency)] == []
    assert [country.name for country in countries] == sorted(country.name for country in countries)


def test_numbers_are_text_to_dial_in_that_country(ours: Content) -> None:
    for line in ours.helplines:
        for phone in (*line.phones, *filter(None, [line.text])):
            assert not phone.startswith("+"), line.id
        for phone in line.phones:
            assert re.fullmatch(r"[\d*][\d ]*( ext \d| \(option \d\))?", phone), line.id


def test_a_line_has_a_service_a_route_and_a_source(ours: Content) -> None:
    for line in ours.helplines:
        assert line.source, line.id
        if line.service:
            assert line.phones or line.text or line.chat or line.link, line.id
            assert line.confidence in {"high", "medium"}, line.id
            assert line.hours, line.id
            assert line.languages, line.id
        else:
            assert line.confidence == "none", line.id
            assert not any((line.phones, line.text, line.chat, line.link, line.hours)), line.id


def test_a_country_without_a_line_we_dare_to_show_has_one_row(ours: Content) -> None:
    rows: dict[str, list[Helpline]] = defaultdict(list)
    for line in ours.helplines:
        rows[line.country].append(line)
    emergency_only = {iso2 for iso2, lines in rows.items() if not any(line.service for line in lines)}
    assert emergency_only == {
        "BG", "CR", "CZ", "EC", "EG", "FI", "FJ", "GH", "HK", "HR", "IT", "RU", "SA", "SE", "SG", "SK", "TH",
        "TR", "VN",
    }  # fmt: skip
    assert all(len(rows[iso2]) == 1 for iso2 in emergency_only)


@pytest.mark.parametrize(
    "iso2", ["US", "GB", "IE", "AU", "NZ", "BE", "ES", "KE", "CN", "JP", "MY", "MX"], ids=str.lower
)
def test_two_lines_where_two_are_known(ours: Content, iso2: str) -> None:
    assert len([line for line in ours.helplines_for(iso2) if line.service]) == 2


@pytest.mark.parametrize(
    ("id_", "phones"),
    [
        ("us-988", ("988",)),
        ("gb-samaritans", ("116 123",)),
        ("de-telefonseelsorge", ("0800 111 0 111", "0800 111 0 222", "116 123")),
        ("fr-3114", ("3114",)),
        ("es-024", ("024",)),
        ("pt-1411", ("1411",)),
        ("nl-113", ("113", "0800 0113")),
        ("kr-109", ("109",)),
        ("in-tele-manas", ("14416", "1800 891 4416")),
        ("br-cvv", ("188",)),
        ("cl-4141", ("*4141",)),
        ("id-119-8", ("119 ext 8",)),
        ("pe-113-5", ("113 (option 5)",)),
    ],
)
def test_numbers_that_are_easily_spoilt(ours: Content, id_: str, phones: tuple[str, ...]) -> None:
    assert {line.id: line.phones for line in ours.helplines}[id_] == phones


@pytest.mark.parametrize(
    ("iso2", "dead"),
    [
        ("GB", "08457 90 90 90"),
        ("IE", "1850 60 90 90"),
        ("KR", "1393"),
        ("BR", "141"),
        ("IN", "1800 599 0019"),
        ("NL", "0900 0113"),
        ("MY", "03 7956 8145"),
    ],
)
def test_numbers_that_were_replaced_are_not_shown(ours: Content, iso2: str, dead: str) -> None:
    assert dead not in {phone for line in ours.helplines_for(iso2) for phone in line.phones}


def test_116_123_is_never_offered_for_anywhere(ours: Content) -> None:
    # It is reserved across the EU but not answered in every state.
    for line in ours.helplines_for(None):
        assert "116 123" not in line.phones


def test_a_country_s_rows_come_in_order_and_alone(ours: Content) -> None:
    assert [line.id for line in ours.helplines_for("gb")] == ["gb-samaritans", "gb-shout"]


@pytest.mark.parametrize("country", [None, "", "XK"])
def test_without_a_country_we_know_there_is_still_somewhere_to_go(ours: Content, country: str | None) -> None:
    assert [line.id for line in ours.helplines_for(country)] == ["any-112", "any-find-a-helpline"]


def test_an_emergency_number_alone_is_followed_by_the_directory(ours: Content) -> None:
    assert [line.id for line in ours.helplines_for("HK")] == ["hk-emergency", "any-find-a-helpline"]


def test_anywhere_is_not_a_country_to_choose(ours: Content) -> None:
    assert ANYWHERE not in {country.iso2 for country in ours.countries()}

"""Classes of fields that never change: what holds of frozen dataclasses holds of them."""

from __future__ import annotations

import copy
import pickle
from dataclasses import fields, is_dataclass, replace
from typing import Any, ClassVar

import pytest

from bot.fixed import Fixed, as_dataclass


class Book(Fixed):
    """Something to read."""

    title: str
    pages: int | None = None
    shelf: ClassVar[str] = "left"


class Signed(Book):
    by: str = ""
    pages: int | None = 7


class Other(Fixed):
    title: str
    pages: int | None = None


def test_fields_are_given_in_order_or_by_name() -> None:
    assert vars(Book("Emma", 9)) == vars(Book(pages=9, title="Emma")) == {"title": "Emma", "pages": 9}
    assert Book("Emma").pages is None
    assert vars(Signed("Emma", by="Jane")) == {"title": "Emma", "pages": 7, "by": "Jane"}
    assert [one.name for one in fields(Signed)] == ["title", "pages", "by"]


@pytest.mark.parametrize(
    ("given", "named"),
    [((), {}), ((), {"pages": 1}), (("Emma", 1, 2), {}), (("Emma",), {"shelf": "x"}), ((), {"pages": 1, "shelf": "x"})],
)
def test_a_field_that_is_missing_or_strange_is_refused(given: tuple[Any, ...], named: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="argument"):
        Book(*given, **named)


def test_they_are_equal_by_their_fields_and_their_class() -> None:
    assert Book("Emma") == Book("Emma", None)
    assert hash(Book("Emma")) == hash(Book("Emma", None))
    assert Book("Emma") != Book("Persuasion")
    assert Book("Emma") != Other("Emma")
    assert repr(Book("Emma", 9)) == "Book(title='Emma', pages=9)"


def test_they_never_change() -> None:
    book = Book("Emma")
    with pytest.raises(AttributeError, match="never changes"):
        setattr(book, "title", "Persuasion")  # noqa: B010 - who checks types would not let it pass
    with pytest.raises(AttributeError, match="never changes"):
        del book.title
    assert replace(book, pages=9) == Book("Emma", 9)
    assert book.pages is None
    assert is_dataclass(book)


def test_they_are_copied_pickled_and_matched() -> None:
    book = Book("Emma", 9)
    assert pickle.loads(pickle.dumps(book)) == copy.deepcopy(book) == book  # noqa: S301 - our own
    match book:
        case Book(title, pages=9):
            assert title == "Emma"
        case _:
            pytest.fail("it is a Book of nine pages")


def test_a_library_is_given_a_dataclass_of_the_same_fields() -> None:
    plain = as_dataclass(Signed)
    assert vars(plain("Emma", by="Jane")) == vars(Signed("Emma", by="Jane"))
    assert [(one.name, one.type) for one in fields(plain)] == [("title", str), ("pages", int | None), ("by", str)]

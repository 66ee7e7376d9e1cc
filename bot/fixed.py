"""Classes that are nothing but their fields, which never change.

They are typed and used as frozen dataclasses are; `replace` and `fields` of `dataclasses` take them. Those write and compile
methods of their own for each class, which takes half a millisecond: for a hundred classes a fifth of the time until the bot's
first word. These share their methods.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, field, fields, make_dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, dataclass_transform, get_type_hints


@cache
def _fields(kind: type[Any]) -> dict[str, Field[Any]]:
    """As `dataclasses` describes them. It is seldom asked, so they are made when it is."""
    return {one.name: one for one in fields(make_dataclass(kind.__name__, kind.__match_args__))}


def as_dataclass(kind: type[Fixed]) -> type[Any]:
    """The same as a dataclass, for libraries that know how to read and write those."""
    return _dataclass(kind)  # type: ignore[arg-type] # a class can be hashed, whatever its objects can


@cache
def _dataclass(kind: type[Any]) -> type[Any]:
    types = get_type_hints(kind)
    given = [(one.name, types[one.name], field(default=getattr(kind, one.name, MISSING))) for one in fields(kind)]
    return make_dataclass(kind.__name__, given)


class _Fields:
    def __get__(self, _: object, kind: type[Any]) -> dict[str, Field[Any]]:
        return _fields(kind)  # type: ignore[arg-type] # likewise


@dataclass_transform(frozen_default=True)
class Fixed:
    """The base of such a class. Its annotations are its fields, in order, but for those of ``ClassVar``."""

    __match_args__: ClassVar[tuple[str, ...]] = ()
    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    else:
        __dataclass_fields__ = _Fields()
    _names: ClassVar[frozenset[str]] = frozenset()
    _defaults: ClassVar[Mapping[str, Any]] = MappingProxyType({})

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = [name for name, kind in cls.__annotations__.items() if "ClassVar" not in str(kind)]
        names = tuple(dict.fromkeys((*cls.__match_args__, *own)))
        cls.__match_args__ = names  # type: ignore[misc] # mypy knows what it will be, and does not see who makes it so
        cls._names = frozenset(names)
        cls._defaults = {**cls._defaults, **{name: cls.__dict__[name] for name in own if name in cls.__dict__}}

    def __init__(self, *given: Any, **named: Any) -> None:
        names, values = self.__match_args__, self.__dict__
        values.update(self._defaults)
        values.update(zip(names, given, strict=False))
        values.update(named)
        if len(given) > len(names) or values.keys() != self._names:
            raise TypeError(f"{type(self).__name__} has the fields {', '.join(names)}")

    def _values(self) -> tuple[Any, ...]:
        return tuple(map(self.__dict__.__getitem__, self.__match_args__))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Fixed) or type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        told = (f"{name}={value!r}" for name, value in zip(self.__match_args__, self._values(), strict=True))
        return f"{type(self).__qualname__}({', '.join(told)})"

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} never changes")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} never changes")

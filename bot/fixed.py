"""Classes that are nothing but their fields, which never change.

They are typed and used as frozen dataclasses are; `replace` and `fields` of `dataclasses` take them. Those write and compile
methods of their own for each class, which takes half a millisecond: for a hundred classes a fifth of the time until the bot's
first word. These share their methods, but for the one that makes an object: it is written when the first is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, field, fields, make_dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, cast, dataclass_transform, get_type_hints


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


def _initialiser(kind: type[Fixed], defaults: Mapping[str, Any]) -> Callable[..., None]:
    """As one would write it by hand: to sort out anew each time what is given takes four times as long."""
    takes = [f"{name}=_defaults[{name!r}]" if name in defaults else name for name in kind.__match_args__]
    sets = [f"_values[{name!r}] = {name}" for name in kind.__match_args__]
    lines = [f"def __init__({', '.join(['self', *takes])}):", "_values = self.__dict__", *sets]
    scope = {"_defaults": defaults}
    exec("\n    ".join(lines), scope)  # noqa: S102 - of the names of our own fields, as dataclasses does
    return cast("Callable[..., None]", scope["__init__"])


@dataclass_transform(frozen_default=True)
class Fixed:
    """The base of such a class. Its annotations are its fields, in order, but for those of ``ClassVar``."""

    __match_args__: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[Mapping[str, Any]] = MappingProxyType({})
    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    else:
        __dataclass_fields__ = _Fields()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = [name for name, kind in cls.__annotations__.items() if "ClassVar" not in str(kind)]
        names = tuple(dict.fromkeys((*cls.__match_args__, *own)))
        cls.__match_args__ = names  # type: ignore[misc] # mypy knows what it will be, and does not see who makes it so
        cls._defaults = {**cls._defaults, **{name: cls.__dict__[name] for name in own if name in cls.__dict__}}
        cls.__init__ = Fixed.__init__  # type: ignore[method-assign] # not what its base may have by now

    def __init__(self, *given: Any, **named: Any) -> None:
        # Only the first object of a class comes by here.
        type(self).__init__ = _initialiser(type(self), self._defaults)  # type: ignore[method-assign]
        self.__init__(*given, **named)  # type: ignore[misc] # it is another one by now

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

"""Classes that hold values: `dataclasses` without its price.

Making a data class takes half a millisecond, and importing `dataclasses` loads `inspect`, `ast` and `tokenize`; for the
classes that every check loads that was a fifth of its time. `frozen`, `mutable` and `extensible` make the same classes in a fraction
of it, and compile what makes a value when the first is made: most classes never make any. To anybody who asks they are data
classes: `dataclasses.replace`, `fields` and `asdict` work on them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class _Made:
    """A default that is made anew for each."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make


def field(*, default_factory: Callable[[], T]) -> T:
    """A default that is made anew for each value, as in `dataclasses`."""
    return _Made(default_factory)  # type: ignore[return-value]  # the transform below knows it as a field


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """A class of values that are never changed: with slots, equality, a hash."""
    return _made(cls, fixed=True, slots=True)


@dataclass_transform(field_specifiers=(field,))
def mutable(cls: type[T]) -> type[T]:
    """A class of values that may be changed: with slots and equality."""
    return _made(cls, fixed=False, slots=True)


@dataclass_transform(field_specifiers=(field,))
def extensible(cls: type[T]) -> type[T]:
    """Like `mutable`, with room for what is worked out once and kept (`cached_property`)."""
    return _made(cls, fixed=False, slots=False)


def replace(one: T, **changes: Any) -> T:
    """The same value with other contents in some of its fields, as in `dataclasses`."""
    names: tuple[str, ...] = one.__match_args__  # type: ignore[attr-defined]  # every class of ours has it
    return type(one)(**{name: getattr(one, name) for name in names} | changes)


def _made(cls: type[T], *, fixed: bool, slots: bool) -> type[T]:
    names = tuple(cls.__annotations__)
    defaults = {name: cls.__dict__[name] for name in names if name in cls.__dict__}
    body = {name: item for name, item in cls.__dict__.items() if name not in ("__dict__", "__weakref__")}

    def first(self: Any, *contents: Any, **named: Any) -> None:
        """Make the first of its class; the rest are made by what is compiled here."""
        made.__init__ = _init(names, defaults, fixed=fixed)
        made.__init__(self, *contents, **named)

    if slots:
        body = {name: item for name, item in body.items() if name not in defaults} | {"__slots__": names}
    else:
        body |= {name: item for name, item in defaults.items() if not isinstance(item, _Made)}
        body = {name: item for name, item in body.items() if not isinstance(item, _Made)}
    body |= {
        "__init__": first,
        "__match_args__": names,
        "__eq__": _equal,
        "__repr__": cls.__dict__.get("__repr__", _shown),
        "__dataclass_fields__": _Fields(defaults),
    }
    if fixed:
        body |= {"__hash__": _hash, "__setattr__": _refuse, "__delattr__": _refuse, "__reduce__": _reduced}
    else:
        body["__hash__"] = None
    body["__qualname__"] = cls.__qualname__
    made: Any = type(cls)(cls.__name__, cls.__bases__, body)  # type: ignore[misc]  # the class of classes
    return cast("type[T]", made)


def _init(names: tuple[str, ...], defaults: dict[str, Any], *, fixed: bool) -> Any:
    """`__init__` with the fields as arguments. Compiled from text, as dataclasses do it: nothing else is as fast to call."""
    arguments, lines = [], []
    for name in names:
        arguments.append(f"{name}=_default_{name}" if name in defaults else name)
        given = f"_default_{name}.make() if {name} is _default_{name} else {name}"
        content = given if isinstance(defaults.get(name), _Made) else name
        lines.append(f" _set(self, {name!r}, {content})" if fixed else f" self.{name} = {content}")
    text = f"def __init__(self, {', '.join(arguments)}):\n" + ("\n".join(lines) or " pass")
    known = {"_set": object.__setattr__, **{f"_default_{name}": item for name, item in defaults.items()}}
    exec(text, known)  # noqa: S102  # names of fields in our own source
    return known["__init__"]


def _contents(one: Any) -> tuple[Any, ...]:
    return tuple([getattr(one, name) for name in one.__match_args__])


def _equal(self: Any, other: object) -> Any:
    return _contents(self) == _contents(other) if type(self) is type(other) else NotImplemented


def _hash(self: Any) -> int:
    return hash(_contents(self))


def _shown(self: Any) -> str:
    contents = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
    return f"{type(self).__qualname__}({contents})"


def _refuse(self: Any, name: str, *_: object) -> None:
    raise AttributeError(f"{type(self).__qualname__} is never changed: cannot set {name!r}")


def _reduced(self: Any) -> tuple[Any, ...]:
    return type(self), _contents(self)


class _Fields:
    """What `dataclasses` asks of a data class, made when it asks."""

    def __init__(self, defaults: dict[str, Any]) -> None:
        self.defaults = defaults
        self.made: dict[str, Any] = {}

    def __get__(self, one: object, cls: type) -> dict[str, Any]:
        if self.made:
            return self.made
        import dataclasses

        given: list[tuple[str, Any, Any]] = []
        for name, kind in cls.__annotations__.items():
            default = self.defaults.get(name, dataclasses.MISSING)
            made = isinstance(default, _Made)
            item = dataclasses.field(default_factory=default.make) if made else dataclasses.field(default=default)
            given.append((name, kind, item))
        twin = dataclasses.make_dataclass(cls.__name__, given)
        self.made = twin.__dataclass_fields__  # type: ignore[attr-defined]  # a data class
        return self.made

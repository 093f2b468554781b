"""Named tuples: `typing.NamedTuple` without its price.

`typing` compiles the annotation of every field, and `collections` a constructor for every class: for the classes of a
document and its Word file that took longer than writing a hundred rows. Here the constructor is compiled when the first
tuple of a class is made, and the annotations never.
"""

from __future__ import annotations

__all__ = ["NamedTuple"]

TYPE_CHECKING = False  # `typing` costs as much as the start of Python; type checkers know the name
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    try:
        from _collections import _tuplegetter as field_at
    except ImportError:
        from operator import itemgetter

        def field_at(position, doc):
            """The field at a position of a tuple."""
            return property(itemgetter(position), doc=doc)

    class _Named(tuple):
        """What all named tuples can do, under the names that they have in `collections`."""

        __slots__ = ()

        def __new__(cls, *contents, **named):
            """Make the first of its class; the rest are made by what is compiled here."""
            cls.__new__ = staticmethod(_constructor(cls))
            return cls(*contents, **named)

        def __repr__(self):
            contents = ", ".join(f"{name}={item!r}" for name, item in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({contents})"

        def __getnewargs__(self):
            return tuple(self)

        @classmethod
        def _make(cls, contents):
            """A tuple of what an iterable gives."""
            return cls(*contents)

        def _asdict(self):
            """The contents by the names of the fields."""
            return dict(zip(self._fields, self, strict=True))

        def _replace(self, **changes):
            """The same with other contents in some of its fields."""
            return type(self)(**(self._asdict() | changes))

    class _Naming(type):
        """Makes classes of named tuples out of class statements."""

        def __new__(cls, name, bases, body):
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = tuple(body["__annotations__"])
            defaults = {field: body[field] for field in fields if field in body}
            body |= {field: field_at(position, "") for position, field in enumerate(fields)}
            body |= {"__slots__": (), "__match_args__": fields, "_fields": fields, "_field_defaults": defaults}
            return type(name, (_Named,), body)

    class NamedTuple(metaclass=_Naming):
        """A class statement with this base makes a class of named tuples."""

    def _constructor(cls):
        """`__new__` with the fields as arguments. Compiled from text, as `collections` does it: nothing is as fast."""
        fields = "".join(f"{field}, " for field in cls._fields)
        new = eval(f"lambda _cls, {fields}: _new(_cls, ({fields}))", {"_new": tuple.__new__})  # noqa: S307  # our own names
        new.__name__, new.__qualname__ = "__new__", f"{cls.__name__}.__new__"
        new.__defaults__ = tuple(cls._field_defaults.values())
        return new

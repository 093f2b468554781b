"""Values are made without `dataclasses` and `typing`, and are what these would have made of them."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from functools import cached_property
from typing import Any
from typing import NamedTuple as TypingTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_engine.named import NamedTuple
from qa_engine.value import extensible, field, frozen, mutable, replace


@frozen
class Fixed:
    """Never changed."""

    name: str
    number: int = 1
    others: tuple[str, ...] = ()

    @property
    def twice(self) -> int:
        """Twice the number."""
        return 2 * self.number


@mutable
class Open:
    """May be changed."""

    name: str
    items: list[int] = field(default_factory=list)


@extensible
class Roomy:
    """Keeps what was worked out."""

    name: str
    items: list[int] = field(default_factory=list)

    @cached_property
    def size(self) -> int:
        """Worked out once."""
        return len(self.items)


@dataclasses.dataclass(frozen=True, slots=True)
class Twin:
    """What `dataclasses` makes of `Fixed`."""

    name: str
    number: int = 1
    others: tuple[str, ...] = ()


class Named(NamedTuple):
    """A named tuple of ours."""

    name: str
    number: int = 1
    others: tuple[str, ...] = ()

    @property
    def twice(self) -> int:
        """Twice the number."""
        return 2 * self.number


class NamedTwin(TypingTuple):
    """What `typing` makes of `Named`."""

    name: str
    number: int = 1
    others: tuple[str, ...] = ()


CONTENTS = st.tuples(st.text(), st.integers(), st.lists(st.text()).map(tuple))


@given(CONTENTS, CONTENTS)
def test_a_value_is_equal_and_hashed_as_a_data_class(one: Any, other: Any) -> None:
    assert (Fixed(*one) == Fixed(*other)) == (Twin(*one) == Twin(*other))
    assert hash(Fixed(*one)) == hash(Twin(*one))
    assert repr(Fixed(*one)) == repr(Twin(*one)).replace("Twin", "Fixed")
    assert dataclasses.asdict(Fixed(*one)) == dataclasses.asdict(Twin(*one))  # type: ignore[call-overload]  # it is one
    assert Fixed(*one) != Twin(*one)


@given(CONTENTS)
def test_a_value_survives_a_trip(contents: Any) -> None:
    value = Fixed(*contents)
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301  # our own bytes
    assert copy.deepcopy(value) == value
    assert replace(value, number=7) == dataclasses.replace(value, number=7) == Fixed(contents[0], 7, contents[2])  # type: ignore[type-var]  # it is one


def test_a_value_is_never_changed() -> None:
    value = Fixed("a")
    with pytest.raises(AttributeError, match="Fixed is never changed"):
        value.name = "b"  # type: ignore[misc]  # that is what is tried
    with pytest.raises(AttributeError):
        del value.name
    assert value.twice == 2


def test_what_may_be_changed_has_lists_of_its_own_and_no_hash() -> None:
    one, other = Open("a"), Open("a")
    one.items.append(1)
    assert (one == other, other.items) == (False, [])
    with pytest.raises(TypeError):
        hash(one)
    with pytest.raises(AttributeError):
        one.stranger = 1  # type: ignore[attr-defined]  # that is what is tried


def test_what_was_worked_out_is_kept() -> None:
    one = Roomy("a", [1, 2])
    assert one.size == 2
    one.items.append(3)
    assert (one.size, one) == (2, Roomy("a", [1, 2, 3]))


def test_fields_are_told_to_whoever_asks() -> None:
    assert [item.name for item in dataclasses.fields(Fixed)] == ["name", "number", "others"]  # type: ignore[arg-type]  # it is one
    assert Fixed.__match_args__ == ("name", "number", "others")
    assert dataclasses.is_dataclass(Fixed)


def test_too_few_and_too_many_arguments_are_refused() -> None:
    with pytest.raises(TypeError, match="name"):
        Fixed()  # type: ignore[call-arg]  # that is what is tried
    with pytest.raises(TypeError):
        Fixed("a", 1, (), 2)  # type: ignore[call-arg]  # that is what is tried


@given(CONTENTS, CONTENTS)
def test_a_named_tuple_is_what_typing_would_have_made(one: Any, other: Any) -> None:
    ours, twin = Named(*one), NamedTwin(*one)
    assert tuple(ours) == tuple(twin) == one
    assert (ours < Named(*other), hash(ours)) == (one < other, hash(one))
    assert repr(ours) == repr(twin).replace("NamedTwin", "Named")
    assert ours._asdict() == twin._asdict()
    assert ours._replace(number=7) == twin._replace(number=7) == Named._make((one[0], 7, one[2]))
    assert pickle.loads(pickle.dumps(ours)) == copy.deepcopy(ours) == ours  # noqa: S301  # our own bytes
    assert (ours.name, ours.number, ours.others, ours.twice) == (*one, 2 * one[1])


def test_a_named_tuple_tells_its_fields_and_is_never_changed() -> None:
    assert Named._fields == Named.__match_args__ == NamedTwin._fields
    assert Named._field_defaults == NamedTwin._field_defaults
    assert Named("a") == Named(name="a", number=1, others=())
    assert Named.__doc__ == "A named tuple of ours."
    with pytest.raises(AttributeError):
        Named("a").name = "b"  # type: ignore[misc]  # that is what is tried
    with pytest.raises(AttributeError):
        Named("a").stranger = "b"  # type: ignore[attr-defined]  # that is what is tried


@pytest.mark.parametrize("class_", [Named, NamedTwin])
def test_a_named_tuple_refuses_what_it_has_no_field_for(class_: Any) -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'name'"):
        class_()
    with pytest.raises(TypeError, match="unexpected keyword argument 'stranger'"):
        class_("a", stranger=1)
    with pytest.raises((TypeError, ValueError), match="stranger"):
        class_("a")._replace(stranger=1)

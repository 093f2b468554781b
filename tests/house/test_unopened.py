"""A package of which the compiled half was used alone is the package itself for whoever asks for more."""

from __future__ import annotations

import subprocess
import sys

import pytest

USE = """
import sys
from qa_engine import read_text
assert read_text("a: [1").findings[0].rule == "yaml-syntax"
assert read_text("format: qa-engine/1").findings
assert "ruamel.yaml.main" not in sys.modules and "pydantic_core.core_schema" not in sys.modules
"""
LATER = {
    "ruamel.yaml": """
import io
import ruamel.yaml
from ruamel.yaml import YAML
assert ruamel.yaml.__version__
out = io.StringIO()
YAML().dump(YAML().load("a: 1 # why"), out)
assert out.getvalue() == "a: 1 # why\\n"
assert YAML(typ="safe").load("a: [x, 2]") == {"a": ["x", 2]}
try:
    YAML(typ="safe").load("a: [x")
except ruamel.yaml.error.YAMLError:
    pass
else:
    raise AssertionError
""",
    "pydantic": """
import pydantic
import pydantic_core
from pydantic_core import CoreSchema, core_schema
class Model(pydantic.BaseModel):
    a: int
assert Model(a="3").a == 3
try:
    Model(a="x")
except pydantic_core.ValidationError as error:
    assert error.errors()[0]["type"] == "int_parsing"
assert pydantic_core.__version__ and core_schema.int_schema()
""",
}


@pytest.mark.parametrize("package", LATER)
def test_the_whole_package_is_there_when_it_is_asked_for(package: str) -> None:
    subprocess.run([sys.executable, "-W", "error", "-c", USE + LATER[package]], check=True)


@pytest.mark.parametrize("package", LATER)
def test_nor_does_it_matter_which_was_first(package: str) -> None:
    use = USE.replace(
        'assert "ruamel.yaml.main" not in sys.modules and "pydantic_core.core_schema" not in sys.modules', ""
    )
    subprocess.run([sys.executable, "-W", "error", "-c", LATER[package] + use + LATER[package]], check=True)

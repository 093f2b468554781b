"""SARIF as the standard has it: each object holds only properties that SARIF 2.1.0 gives it, each of the right type.

The models name what we write, by section of the standard; a property of ours that the standard does not know, or one that it
asks for and that is not there, fails. The validator of the standard's editors has its turn in `tests/clients`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qa_engine.check.run import check_files
from qa_engine.report.sarif import sarif
from qa_engine.rules import RULES
from tests.laws.test_hostile_input import SMALLEST

ROOT = Path(__file__).parents[2]
FILES = sorted([*(ROOT / "tests" / "rules").glob("*/*.qa.yaml"), *(ROOT / "agreements").glob("*.qa.yaml")])
ON = date(2027, 1, 15)

Level = Literal["none", "note", "warning", "error"]
Text = Annotated[str, Field(min_length=1)]


class Object(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Message(Object):  # 3.11, 3.12
    text: Text
    markdown: Text | None = None


class Configuration(Object):  # 3.50
    level: Level


class PropertyBag(Object):  # 3.8
    tags: Annotated[list[Text], Field(min_length=1)]


class Descriptor(Object):  # 3.49
    id: Text
    name: Text | None = None
    shortDescription: Message  # noqa: N815  # the standard's names
    fullDescription: Message  # noqa: N815
    help: Message
    defaultConfiguration: Configuration | None = None  # noqa: N815
    properties: PropertyBag | None = None


class Driver(Object):  # 3.19
    name: Literal["qa-engine"]
    version: Text
    semanticVersion: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+")]  # noqa: N815
    rules: list[Descriptor]


class Tool(Object):  # 3.18
    driver: Driver


class ArtifactLocation(Object):  # 3.4; a URI reference, RFC 3986
    uri: Annotated[str, Field(pattern=r"^[A-Za-z0-9\-._~!$&'()*+,;=:@/%]+$")]


class Artifact(Object):  # 3.24
    location: ArtifactLocation


class TextRegion(Object):  # 3.30.5 to 3.30.8
    startLine: Annotated[int, Field(ge=1)]  # noqa: N815
    startColumn: Annotated[int, Field(ge=1)]  # noqa: N815
    endLine: Annotated[int, Field(ge=1)]  # noqa: N815
    endColumn: Annotated[int, Field(ge=1)]  # noqa: N815


class CharRegion(Object):  # 3.30.9, 3.30.10
    charOffset: Annotated[int, Field(ge=0)]  # noqa: N815
    charLength: Annotated[int, Field(ge=0)]  # noqa: N815


class PhysicalLocation(Object):  # 3.29
    artifactLocation: ArtifactLocation  # noqa: N815
    region: TextRegion


class LogicalLocation(Object):  # 3.33
    name: Text


class Location(Object):  # 3.28
    id: Annotated[int, Field(ge=0)] | None = None
    physicalLocation: PhysicalLocation  # noqa: N815
    logicalLocations: list[LogicalLocation]  # noqa: N815
    message: Message | None = None


class Replacement(Object):  # 3.57
    deletedRegion: CharRegion  # noqa: N815
    insertedContent: dict[Literal["text"], str]  # noqa: N815  # 3.3


class Change(Object):  # 3.56
    artifactLocation: ArtifactLocation  # noqa: N815
    replacements: Annotated[list[Replacement], Field(min_length=1)]


class Fix(Object):  # 3.55
    description: Message
    artifactChanges: Annotated[list[Change], Field(min_length=1)]  # noqa: N815


class Suppression(Object):  # 3.35
    kind: Literal["inSource", "external"]
    status: Literal["accepted", "underReview", "rejected"]
    justification: str


class Found(Object):  # 3.27
    ruleId: Text  # noqa: N815
    ruleIndex: Annotated[int, Field(ge=0)] | None = None  # noqa: N815
    level: Level
    message: Message
    locations: Annotated[list[Location], Field(min_length=1, max_length=1)]
    relatedLocations: list[Location] | None = None  # noqa: N815
    partialFingerprints: dict[Text, Text]  # noqa: N815
    fixes: list[Fix] | None = None
    suppressions: list[Suppression] | None = None


class Invocation(Object):  # 3.20
    executionSuccessful: bool  # noqa: N815


class Run(Object):  # 3.14
    tool: Tool
    columnKind: Literal["utf16CodeUnits", "unicodeCodePoints"]  # noqa: N815
    invocations: list[Invocation]
    artifacts: list[Artifact]
    results: list[Found]


class Log(Object):  # 3.13
    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=False)
    schema_: Annotated[str, Field(alias="$schema", pattern=r"^https://\S+sarif-schema-2\.1\.0\.json$")]
    version: Literal["2.1.0"]
    runs: Annotated[list[Run], Field(min_length=1)]


def log_of(files: list[Path]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(sarif(check_files(files, RULES, ON), RULES, "0.1.0"))
    return read


def test_every_object_is_one_of_the_standard() -> None:
    run = Log.model_validate_json(json.dumps(log_of(FILES))).runs[0]
    assert any(result.fixes for result in run.results)
    assert any(result.relatedLocations for result in run.results)
    assert any(result.suppressions for result in run.results)
    assert all(rule.defaultConfiguration and rule.properties for rule in run.tool.driver.rules)
    names = [rule.name for rule in run.tool.driver.rules if rule.name]
    assert not {rule.id.lower() for rule in run.tool.driver.rules} & {name.lower() for name in names}


def test_the_models_see_what_is_wrong() -> None:
    log = log_of(FILES[:40])
    log["runs"][0]["results"][0]["ruleID"] = "x"
    with pytest.raises(ValidationError, match="ruleID"):
        Log.model_validate_json(json.dumps(log))


def test_regions_count_code_points_and_slice_to_what_is_meant(tmp_path: Path) -> None:
    """Emoji and Chinese before the place, on the same line: one column for each character."""
    file = tmp_path / "한국 100%.qa.yaml"
    file.write_text(SMALLEST.replace("{do: Record", "{remark: 😀中文, vith: x, do: Record"), encoding="utf-8")
    run = Log.model_validate_json(json.dumps(log_of([file]))).runs[0]
    found = next(result for result in run.results if result.ruleId == "unknown-key")
    region = found.locations[0].physicalLocation.region
    line = file.read_text(encoding="utf-8").splitlines()[region.startLine - 1]
    assert line[region.startColumn - 1 : region.endColumn - 1] == "vith"


HOSTILE = "a {0} [click](http://evil.example) [1](2) {{x}} <b> ::error::x %0A"


def shown(text: str) -> str:
    """A message as a viewer shows it: links are taken for links, braces for places of arguments (sections 3.11.5, 3.11.6)."""
    assert not re.search(r"(?<!\\)\[[^\[\]]*(?<!\\)\]\(", text), "there is a link in it"
    assert not re.search(r"(?<!\{)(?:\{\{)*\{\d+\}", text), "there is a place for an argument in it"
    return re.sub(r"\\([\[\]])", r"\1", text).replace("{{", "{").replace("}}", "}")


def test_what_people_wrote_is_shown_and_means_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.qa.yaml"
    file.write_text(re.sub(r"do: [^,]+", f"do: '{HOSTILE}'", SMALLEST).replace("RA", "R"), encoding="utf-8")
    run = Log.model_validate_json(json.dumps(log_of([file]))).runs[0]
    told = [shown(result.message.text) for result in run.results if result.ruleId == "missing-accountable"]
    assert len(told) == 1
    assert HOSTILE in told[0]


@pytest.mark.parametrize("name", ["a b#c?.qa.yaml", "100%.qa.yaml", "[x](y).qa.yaml", "a\n::error::.qa.yaml", b"\xff\xfe.qa.yaml"])  # fmt: skip
@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "junit", "gitlab"])
def test_a_file_of_any_name_is_told_of(name: str | bytes, form: str, tmp_path: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), name if isinstance(name, bytes) else name.encode())  # noqa: PTH118
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(SMALLEST.replace("RA", "R").encode())
    ran = subprocess.run(
        [sys.executable, "-m", "qa_engine", "check", str(tmp_path), "--format", form], capture_output=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (1, b"")
    assert b"missing-accountable" in ran.stdout
    assert not re.search(rb"^::error::", ran.stdout, re.MULTILINE)
    if form == "sarif":
        (artifact,) = Log.model_validate_json(ran.stdout).runs[0].artifacts
        assert unquote_to_bytes(artifact.location.uri.removeprefix("file://")) == path
    elif form in ("json", "gitlab"):
        json.loads(ran.stdout)
    elif form == "junit":
        ElementTree.fromstring(ran.stdout)  # noqa: S314  # our own output

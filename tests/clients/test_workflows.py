"""What the docs give for CI is what the services take, as far as their schemas say (check-jsonschema, pre-commit)."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.clients.programs import program, scrubbed

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "continuous-integration.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def ran(*command: str) -> str:
    done = subprocess.run(command, env=scrubbed(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("head", "schema"),
    [("name: agreements", "vendor.github-workflows"), ("agreements:", "vendor.gitlab-ci")],
    ids=["github", "gitlab"],
)
def test_a_workflow_fits_the_schema_of_the_service(head: str, schema: str, tmp_path: Path) -> None:
    (block,) = [block for block in BLOCKS if block.startswith(head)]
    file = tmp_path / "workflow.yaml"
    file.write_text(block, encoding="utf-8")
    ran(program("check-jsonschema"), "--builtin-schema", schema, str(file))


def test_the_step_with_annotations_is_one_of_a_workflow(tmp_path: Path) -> None:
    (workflow,) = [block for block in BLOCKS if block.startswith("name: agreements")]
    (step,) = [block for block in BLOCKS if block.startswith("      - name: Check")]
    file = tmp_path / "workflow.yaml"
    file.write_text(workflow + step, encoding="utf-8")
    ran(program("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", str(file))


def test_the_configuration_of_hooks_and_our_manifest_are_what_pre_commit_takes(tmp_path: Path) -> None:
    (block,) = [block for block in BLOCKS if block.startswith("repos:")]
    file = tmp_path / ".pre-commit-config.yaml"
    file.write_text(block, encoding="utf-8")
    ran(program("pre-commit"), "validate-config", str(file))
    ran(program("pre-commit"), "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml"))


def test_the_hooks_on_the_page_are_those_of_the_manifest() -> None:
    manifest = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"^- id: (\S+)", manifest, re.MULTILINE)) == set(
        re.findall(r"^\| `(qa-engine-\S+)` \|", PAGE, re.MULTILINE)
    )

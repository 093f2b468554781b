"""One call from a file to an agreement: read, understood as far as it goes, told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qa_engine.intake.answers import Answers, meaning_as_kept
from qa_engine.intake.build import agreement_of
from qa_engine.intake.opening import open_material
from qa_engine.intake.own_document import is_own, own_agreement
from qa_engine.intake.write import agreement_text
from qa_engine.word.guard import MAX_FILE

if TYPE_CHECKING:
    from qa_engine.intake.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: the text of the agreement (empty where nothing could be made of it), and what there is to tell."""

    text: str
    outcome: Outcome


def read_whole(path: Path) -> bytes:
    """The bytes of a file, one more than the limit at most. Raises OSError where it cannot be opened."""
    with path.open("rb") as file:
        return file.read(MAX_FILE + 1)


def import_file(
    path: str | Path, letters: dict[str, str] | None = None, holders: dict[str, str] | None = None
) -> Imported:
    """An existing responsibility matrix (docx, xlsx, csv, md, html) as an agreement in YAML.

    `letters` says what marks mean in this house (`{"A": "signed-by"}`), `holders` whose columns are whose
    (`{"CMO QA": "borealis.qa"}`). Nothing is guessed in silence: see `Imported.outcome`. Raises `Unfit`, with one line that
    says why, where the file cannot be read; `NoAnswer` where a meaning is none; OSError where it cannot be opened.
    """
    file = Path(path)
    answers = Answers(
        {mark: meaning_as_kept(meaning) for mark, meaning in (letters or {}).items()}, dict(holders or {})
    )
    return imported(read_whole(file), file.name, answers)


def imported(raw: bytes, name: str, answers: Answers) -> Imported:
    """The bytes of a file, named by `name`, as an agreement; see `import_file`."""
    material = open_material(raw, name)
    outcome = own_agreement(material, name) if is_own(material) else agreement_of(material, name, answers)
    text = agreement_text(outcome.data, name, outcome.proposed) if outcome.data is not None else ""
    return Imported(text, outcome)

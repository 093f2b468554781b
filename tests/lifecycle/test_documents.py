"""A rendered document held against the approved content: whether it is what was signed, and which rows differ."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

import qa_engine as qa
from qa_engine.agreement.canonical import changes_by_notice, content, content_hash
from qa_engine.agreement.recorded import agreement_of
from qa_engine.cli.main import run
from qa_engine.copies import Copy, verify, verify_copy
from qa_engine.lifecycle import act
from qa_engine.lifecycle.approvals import approvals_for
from qa_engine.word.held import differences, said_in
from tests.clients.programs import program
from tests.conftest import ROOT
from tests.lifecycle.desk import AGREEMENT, BO, Desk, desk
from tests.strategies import agreements, to_yaml

if TYPE_CHECKING:
    from pathlib import Path

END = "Notify the contract giver of a deviation</w:t></w:r>"
AGREEMENTS = sorted((ROOT / "agreements").glob("*.qa.yaml"))


@pytest.fixture
def life(tmp_path: Path) -> Desk:
    return desk(tmp_path).effective()


@pytest.fixture
def document(life: Desk, tmp_path: Path) -> Path:
    """What was rendered while this very version was in force."""
    path = tmp_path / "acme.docx"
    qa.render(qa.load(life.file)).save(path)
    return path


def held(life: Desk, document: Path) -> Copy:
    return verify_copy(document, [qa.load(life.file)], life.now.date())


def rewritten(document: Path, old: str, new: str, part: str = "word/document.xml", *, last: bool = False) -> Path:
    """The file with other words in one of its parts, as somebody with a text editor would make it."""
    raw = document.read_bytes()
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            text = before.read(name)
            if name == part:
                assert old.encode() in text, old
                text = new.encode().join(text.rsplit(old.encode(), 1) if last else text.split(old.encode(), 1))
            after.writestr(name, text)
    other = document.with_name("other.docx")
    other.write_bytes(made.getvalue())
    return other


def test_the_document_of_the_approved_version_holds(life: Desk, document: Path) -> None:
    copy = held(life, document)
    assert copy.wrong == ()
    assert copy.says == "QA-2027-001 version 1.0"
    assert copy.limit == ""


def test_a_document_rendered_as_a_draft_says_the_same(tmp_path: Path) -> None:
    """The mark and the status on it are no part of the content."""
    life = desk(tmp_path)
    draft = tmp_path / "draft.docx"
    qa.render(qa.load(life.file)).save(draft)
    assert held(life, draft).wrong == ("version 1.0 of QA-2027-001 is not approved: the ledger shows it as draft",)
    life.effective()
    assert held(life, draft).wrong == ()


@pytest.mark.parametrize(
    "options",
    [
        ["--columns", "function"],
        ["--columns", "function", "--signature-lines", "--protect", "signing"],
        ["--esign", "docusign"],
        ["--embed", "agreement"],
        ["--template", str(ROOT / "templates" / "standard.docx")],
    ],
    ids=lambda options: " ".join(options[:2]).replace(str(ROOT), ""),
)
def test_the_layout_of_a_document_is_no_difference(life: Desk, tmp_path: Path, options: list[str]) -> None:
    path = tmp_path / "laid-out.docx"
    assert run(["render", str(life.file), "-o", str(path), *options]) == 0
    assert held(life, path).wrong == ()
    changed = rewritten(path, "2 business days", "9 business days")
    assert any("row DEV-02" in message for message in held(life, changed).wrong)


def test_a_word_changed_in_a_row_is_named_with_its_row_and_column(life: Desk, document: Path) -> None:
    other = rewritten(
        document, "Notify the contract giver of a deviation", "Notify the contract giver of a grave deviation"
    )
    (message,) = held(life, other).wrong
    assert message.startswith("row DEV-02, Activity: approved is “Notify the contract giver of a deviation")


def test_a_deadline_changed_in_the_document_is_named(life: Desk, document: Path) -> None:
    (message, *more) = held(life, rewritten(document, "2 business days", "9 business days")).wrong
    assert "row DEV-02" in message
    assert "9 business days" in message
    assert all("9 business days" in one or "2 business days" in one for one in more)


def test_a_row_taken_out_and_one_put_in_are_named(life: Desk, document: Path) -> None:
    wrong = held(life, rewritten(document, "qa:row:DEV-02", "qa:row:DEV-99")).wrong
    assert "row DEV-02 was approved, and is not in the document" in wrong
    assert "row DEV-99 is in the document, and was not approved" in wrong


def test_words_outside_of_the_rows_count_too(life: Desk, document: Path) -> None:
    wrong = held(life, rewritten(document, "Borealis Manufacturing GmbH", "Borealis Holding GmbH")).wrong
    assert wrong
    assert all("title page" in message or "Borealis" in message for message in wrong)


@pytest.mark.parametrize(
    ("printed", "other"),
    [
        ("Bo Example", "Cy Example"),
        ("Head of Quality", "Head of Finance"),
        ("Approves for quality", "Has read it"),
        ("Each person who signs here signs", "Nobody who signs here signs"),
    ],
)
def test_what_is_printed_on_the_signature_page_counts(life: Desk, document: Path, printed: str, other: str) -> None:
    wrong = held(life, rewritten(document, printed, other, last=True)).wrong
    assert any("Signatures" in message and other in message for message in wrong)


def test_an_approval_that_nobody_gave_is_named(life: Desk, document: Path) -> None:
    (_, bo) = approvals_for(qa.load(life.file))
    (message,) = held(life, rewritten(document, bo.key, "SHA256:" + "A" * 43)).wrong
    assert message.startswith("its signature page shows an approval beside Bo Example with the key SHA256:AAAA")


def test_room_to_sign_may_be_filled(life: Desk, document: Path) -> None:
    signed = rewritten(document, f"Key {approvals_for(qa.load(life.file))[0].key}", "A. Example, by hand")
    assert held(life, signed).wrong == ()


def test_a_hash_copied_into_another_document_does_not_help(life: Desk, tmp_path: Path) -> None:
    life.edit("within: 2 business days", "within: 9 business days")
    changed = tmp_path / "changed.docx"
    qa.render(qa.load(life.file)).save(changed)
    life.edit("within: 9 business days", "within: 2 business days")
    agreement = qa.load(life.file)
    wrong = held(life, changed).wrong
    assert any("its properties name the content sha256:" in message for message in wrong)
    disguised = rewritten(changed, said_in(changed.read_bytes()).hash, content_hash(agreement), "docProps/custom.xml")
    assert any("row DEV-02" in message for message in held(life, disguised).wrong)


def test_tracked_changes_are_not_one_text(life: Desk, document: Path) -> None:
    change = '<w:ins w:id="9001" w:author="x" w:date="2027-01-01T00:00:00Z"><w:r><w:t>y</w:t></w:r></w:ins>'
    marked = rewritten(document, END, f"{END}{change}")
    assert "it holds tracked changes that nobody has accepted or rejected" in held(life, marked).wrong


def test_hidden_words_are_not_said(life: Desk, document: Path) -> None:
    hidden = rewritten(
        document, END, END.replace(" a deviation", "</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t> a deviation")
    )
    assert any("row DEV-02" in message for message in held(life, hidden).wrong)


def test_a_file_of_somebody_else_says_so(life: Desk, tmp_path: Path) -> None:
    for raw, said in (
        (b"no zip", "damaged or is no Office file"),
        (b"PK\x03\x04" + b"\0" * 40, "damaged or is no Office file"),
    ):
        file = tmp_path / "x.docx"
        file.write_bytes(raw)
        assert said in held(life, file).wrong[0]
    import docx

    docx.Document().save(str(tmp_path / "y.docx"))
    assert "no document of qa-engine" in held(life, tmp_path / "y.docx").wrong[0]


def test_an_older_version_is_held_against_what_was_approved_then(life: Desk, document: Path) -> None:
    life.edit('version: "1.0"\nstatus: effective', 'version: "2.0"\nstatus: draft')
    life.edit("within: 2 business days", "within: 3 business days")
    life.approved()
    act.enact(life.file, life.actor(BO))
    assert life.state("1.0") == "superseded"
    assert held(life, document).wrong == ()


def test_a_ledger_that_does_not_hold_proves_no_document(life: Desk, document: Path) -> None:
    life.ledger_file.write_bytes(life.ledger_file.read_bytes().replace(b"Bo Example", b"Bo Sample"))
    assert any("ledger" in message or "not approved" in message for message in held(life, document).wrong)


def test_what_changed_by_notice_since_is_no_difference(life: Desk, document: Path) -> None:
    life.edit("+49 40 1", "+49 40 2")
    assert held(life, document).wrong == ()


def test_the_door_finds_the_agreement_beside_the_document(life: Desk, document: Path) -> None:
    beside = life.file.with_name("acme.docx")
    beside.write_bytes(document.read_bytes())
    ledgers, (copy,) = verify(beside, on=life.now.date())
    assert ledgers == []
    assert copy.holds
    (verified,), (copy,) = verify(life.ledger_file, document, on=life.now.date())
    assert verified.holds
    assert copy.holds
    _, (copy,) = verify(document, on=life.now.date())
    assert "no agreement QA-2027-001 lies beside it" in copy.wrong[0]


def test_a_draft_beside_the_agreement_is_not_taken_for_it(life: Desk, document: Path) -> None:
    beside = life.file.with_name("acme.docx")
    beside.write_bytes(document.read_bytes())
    life.file.with_name("aaa.qa.yaml").write_bytes(life.file.read_bytes())
    _, (copy,) = verify(beside, on=life.now.date())
    assert copy.holds


@pytest.mark.parametrize("path", AGREEMENTS, ids=lambda path: path.name)
def test_our_agreements_come_back_from_their_content_without_a_difference(path: Path) -> None:
    agreement = qa.load(path)
    assert [*_compared(agreement)] == []


def _compared(agreement: qa.Agreement):  # type: ignore[no-untyped-def]
    recorded = agreement_of(json.loads(json.dumps(content(agreement), ensure_ascii=False)), "ledger")
    notice = changes_by_notice(agreement.data)
    recorded.data.update({part: agreement.data[part] for part in notice if part in agreement.data})
    return differences(said_in(qa.render(recorded).content), said_in(qa.render(agreement).content), by_notice=notice)


def test_no_time_at_all_comes_back_as_it_may_be_written() -> None:
    """Content has one form for a time of nothing; only a deadline may say it as `at once`."""
    text = AGREEMENT.replace(
        "every: year", "every: 0 hours\n        notice: 0 h before the audit\n        within: 0 hours of receipt"
    )
    text += "records:\n  Trend report: {keep: [0 hours after expiry, 3 years]}\n"
    agreement = qa.read_text(text)
    assert [finding.message for finding in agreement.findings] == []
    recorded = agreement_of(json.loads(json.dumps(content(agreement))), "ledger")
    assert [finding.message for finding in recorded.findings] == []
    assert content_hash(recorded) == content_hash(agreement)


@given(agreements())
def test_any_agreement_comes_back_from_its_content(data: dict[str, object]) -> None:
    agreement = qa.read_text(to_yaml(data))
    recorded = agreement_of(json.loads(json.dumps(content(agreement), ensure_ascii=False)), "ledger")
    assert [finding.message for finding in recorded.findings] == []
    assert content_hash(recorded) == content_hash(agreement)


def test_a_pdf_is_held_by_its_footer_and_the_limit_is_said(life: Desk, document: Path, tmp_path: Path) -> None:
    program("pdftotext")
    profile = (tmp_path / "profile").as_uri()
    arguments = ["--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(document)]
    office = [program("soffice"), f"-env:UserInstallation={profile}", *arguments]
    subprocess.run(office, check=True, capture_output=True, timeout=180)
    pdf = tmp_path / "acme.pdf"
    copy = held(life, pdf)
    assert copy.wrong == ()
    assert copy.says == "QA-2027-001 version 1.0"
    assert "not that nobody changed a word of it" in copy.limit
    life.edit('version: "1.0"\nstatus: effective', 'version: "2.0"\nstatus: draft')
    other = desk(
        tmp_path / "other",
        text=life.file.read_text(encoding="utf-8")
        .replace('version: "2.0"', 'version: "1.0"')
        .replace("2 business", "3 business"),
    )
    assert "its footer bears the content hash" in held(other.effective(), pdf).wrong[0]
    other.edit("3 business", "2 business")
    (message,) = held(other, pdf).wrong
    assert message.endswith("it is what the file says now, which differs in DEV-02")


def test_a_pdf_of_somebody_else_and_a_missing_program_are_said(
    life: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program("pdftotext")
    pdf = tmp_path / "x.pdf"
    pdf.write_bytes(b"%PDF-1.4 nothing")
    assert "no footer names one version" in held(life, pdf).wrong[0]
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ValueError, match="pdftotext"):
        held(life, pdf)

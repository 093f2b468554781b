"""Builds `templates/standard.docx`, the template to start a house style from.

    python templates/build_standard.py

The file comes from the same styles and pages that an agreement without a template has. A test holds the file against what
this script builds; `qa-engine template new FILE` writes the same.
"""

from __future__ import annotations

from pathlib import Path

from qa_engine.source.save import save
from qa_engine.word.standard import standard_template

TARGET = Path(__file__).with_name("standard.docx")


def main() -> None:
    """Write the file."""
    save(standard_template(), TARGET)


if __name__ == "__main__":
    main()

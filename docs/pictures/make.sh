#!/usr/bin/env bash
# Draws the pictures of the README from agreements/: two pages of the PDF that `qa-engine render` writes.
# Takes LibreOffice and poppler-utils; run it from anywhere, with qa-engine on the PATH.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
qa-engine render agreements/commercial-finished-dose.qa.yaml -o "$work/dose.pdf" >/dev/null

# the first page behind the list of contents that says these words
page_with() {
  local page
  for page in $(seq 3 "$(pdfinfo "$work/dose.pdf" | sed -n 's/^Pages: *//p')"); do
    if pdftotext -f "$page" -l "$page" "$work/dose.pdf" - | grep -qF "$1"; then echo "$page"; return; fi
  done
  echo "no page says: $1" >&2
  exit 1
}

draw() {
  local page
  page=$(page_with "$2")
  pdftoppm -r 72 -png -singlefile -f "$page" -l "$page" "$work/dose.pdf" "docs/pictures/$1"
}

draw matrix "Deviations are handled in the quality system"
draw notices "Who tells whom, by when, how"

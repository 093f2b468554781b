"""The look of a page: that of the Word document, on screen and on paper."""

from __future__ import annotations

CSS = """
:root { --ink: #1f3550; --grid: #8c99a8; --shade: #e6ebf1; --grey: #404a56; --mark: #9c1c1c; }
* { box-sizing: border-box; }
body { font: 15px/1.45 Arial, Helvetica, sans-serif; color: #111; background: #fff; margin: 0 auto; max-width: 78rem; padding: 0 1.5rem 2rem; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: #fff; padding: .5rem; outline: 2px solid var(--ink); }
header { display: flex; justify-content: space-between; border-bottom: 1px solid var(--grid); color: var(--grey); }
footer { border-top: 1px solid var(--grid); color: var(--grey); margin-top: 3rem; overflow-wrap: anywhere; }
.mark { color: var(--mark); font-weight: bold; text-transform: uppercase; letter-spacing: .1em; }
nav { margin: 1.5rem 0; columns: 22rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav .nav { font-weight: bold; color: var(--ink); margin: 0 0 .3rem; }
a { color: #14458a; }
td a, .clause a { color: inherit; }
:focus-visible { outline: 2px solid #14458a; outline-offset: 2px; }
.kind { color: var(--ink); letter-spacing: .08em; border-top: 3px solid var(--ink); padding-top: 1rem; margin-bottom: .2rem; }
h1 { font-size: 2rem; line-height: 1.2; color: var(--ink); margin: .2rem 0 1rem; }
h2 { font-size: 1.3rem; color: var(--ink); margin: 2.2rem 0 .7rem; }
h3 { font-size: 1.05rem; color: var(--ink); margin: 1.5rem 0 .5rem; }
.no { display: inline-block; min-width: 2.4em; }
.clause { padding-left: 2.4em; text-indent: -2.4em; }
.clause .no { text-indent: 0; }
.between p { margin: .2rem 0; }
.caption { font-weight: bold; color: var(--ink); margin: 1.4rem 0 .4rem; }
.legend, .note { font-size: .87rem; color: var(--grey); margin: .6rem 0 .4rem; }
.scroll { overflow-x: auto; margin: .4rem 0 1rem; }
table { border-collapse: collapse; width: 100%; font-size: .87rem; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { border: 1px solid var(--grid); padding: .3rem .45rem; text-align: start; vertical-align: top; }
thead th { background: var(--shade); color: var(--ink); border-bottom: 2px solid var(--ink); vertical-align: bottom; }
th[scope=row] { font-weight: bold; white-space: nowrap; }
.kv th[scope=row] { width: 13rem; white-space: normal; }
table:not(.matrix) th[scope=row] { white-space: normal; }
td p, th p { margin: 0; }
td.party b, td.function b { font-size: 1.05em; }
td.function, th.function { text-align: center; }
th.function span { display: inline-block; writing-mode: vertical-rl; transform: rotate(180deg); text-align: start; max-height: 11rem; }
.matrix td:nth-child(2) { min-width: 13rem; }
td.time, td.references { font-size: .93em; }
.id { white-space: nowrap; }
.matrix th.time, .matrix th.references { width: 16%; }
th.what { min-width: 11rem; }
.signatures td, .signatures th { height: 4.2rem; }
.signatures thead th { height: auto; }
.signatures td:nth-child(4) { width: 22%; }
tr:target, p:target { background: #fff6d6; }
@media print {
  @page { size: A4; margin: 20mm 14mm; }
  @page wide { size: A4 landscape; margin: 16mm 20mm; }
  body { font-size: 9.5pt; max-width: none; padding: 0; }
  .wide { page: wide; }
  table, .legend, .note { font-size: 8pt; }
  th, td { padding: 1pt 3pt; }
  .skip, nav { display: none; }
  .scroll { overflow: visible; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  thead, tbody tr:first-child { break-after: avoid; }
  h1, h2, h3, .caption, .legend { break-after: avoid; }
  .new-page { break-before: page; }
  a { color: inherit; text-decoration: none; }
}
""".replace("\n  ", " ")

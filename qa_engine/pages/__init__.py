"""How HTML, Excel and Markdown say a document. Siblings of `word`: they know blocks, and no agreement."""

"""How Word says a document: OOXML builders, styles, package, lint. Names of Word's XML stay in here."""

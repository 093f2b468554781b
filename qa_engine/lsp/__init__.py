"""Agreements in editors: the schema where an editor looks for it, and a language server that says what `check` says.

Only `server` imports pygls, which the extra `[lsp]` installs.
"""

"""The agreement: what the format takes, what it means, what it weighs (schema, model, content hash)."""

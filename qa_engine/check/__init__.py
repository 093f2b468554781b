"""The engine: rules in, findings out. Knows no particular rule; `qa_engine.rules` lists them all."""

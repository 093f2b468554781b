"""Starter agreements, put together from one library of rows: a duty is worded once, whichever starters have it."""

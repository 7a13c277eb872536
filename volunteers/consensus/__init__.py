"""Rough consensus: what Londoners say matters, and what is done about it."""

"""Bringing published collections into the records, one module a collection."""

"""Tantivy behind the port."""

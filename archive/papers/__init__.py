"""Printed papers: Typst sources and the functions that fill them."""

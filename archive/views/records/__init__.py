"""The screens of a record and its files."""

"""The screens of accounts and of who may do what."""

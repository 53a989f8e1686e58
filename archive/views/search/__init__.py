"""The screens of finding and of searches that are kept."""

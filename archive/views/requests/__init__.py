"""The screens of copy requests (Art. 33)."""

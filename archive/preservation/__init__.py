"""Keeping: whether bytes and journal are what they were."""

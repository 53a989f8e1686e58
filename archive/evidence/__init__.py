"""What proves that nothing was altered: one canonical form of values; knows no model class."""

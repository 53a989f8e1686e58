"""Finding: a port of plain data, and the engines behind it."""

"""PostgreSQL behind the port."""

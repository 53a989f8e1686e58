"""The engines behind the port, and how one is opened, lasts and takes over from another."""

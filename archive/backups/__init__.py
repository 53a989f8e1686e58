"""Backups of an archive: made, listed, restored and drilled, without a server."""

"""Where the archive lies: opened by one resolver, written through to the disk, visited."""

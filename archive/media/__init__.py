"""Reading foreign files: bytes from outside are parsed only in a child process with limits."""

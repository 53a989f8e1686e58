"""The kill run: clients over HTTP, SIGKILL at random moments, and what must hold after each."""

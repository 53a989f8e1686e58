"""Taking the words out of a file, one file a format; imported only in the sandboxed child."""

"""A door no person uses: runs the web server, hears the console, tells supervision how it is."""

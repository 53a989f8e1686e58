"""What every screen stands on: request, security, layout, forms, files."""

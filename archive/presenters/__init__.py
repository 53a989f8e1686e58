"""What a person sees of a node, as frozen plain data; the rules of what is hidden stand here."""

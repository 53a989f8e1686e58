"""Language: what a person types, as a tree that every engine translates."""

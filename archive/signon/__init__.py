"""Who somebody is, by the word of a directory or an OpenID provider; what he may do stays here."""

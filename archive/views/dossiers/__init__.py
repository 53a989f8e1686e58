"""The screens of the holdings and of one dossier."""

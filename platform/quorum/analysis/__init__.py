"""Commands on plain files: votes in, labels and reports out. No Django, no database, no service."""

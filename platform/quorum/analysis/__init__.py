"""Commands on plain files, without a database."""

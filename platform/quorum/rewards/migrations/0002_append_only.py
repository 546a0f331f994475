"""Ledger rows can be added, never changed or deleted."""

from django.db import migrations

FORBID = """
create trigger ledger_append_only before update or delete on rewards_ledgerentry
    for each row execute function refuse_change();
"""
ALLOW = "drop trigger ledger_append_only on rewards_ledgerentry;"


class Migration(migrations.Migration):
    dependencies = [("rewards", "0001_initial"), ("audit", "0002_append_only")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]

"""Audit events can be added, never changed or deleted."""

from django.db import migrations

FORBID = """
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger audit_append_only before update or delete on audit_auditevent
    for each row execute function refuse_change();
"""
ALLOW = """
drop trigger audit_append_only on audit_auditevent;
drop function refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]

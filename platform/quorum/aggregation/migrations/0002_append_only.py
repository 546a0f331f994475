"""Consensus runs and results can be added, never changed; deleting a project takes them along."""

from django.db import migrations

FORBID = """
create trigger consensus_run_append_only before update on aggregation_consensusrun
    for each row execute function refuse_change();
create trigger consensus_result_append_only before update on aggregation_consensusresult
    for each row execute function refuse_change();
"""
ALLOW = """
drop trigger consensus_run_append_only on aggregation_consensusrun;
drop trigger consensus_result_append_only on aggregation_consensusresult;
"""


class Migration(migrations.Migration):
    dependencies = [("aggregation", "0001_initial"), ("audit", "0002_append_only")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]

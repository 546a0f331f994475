"""Tasks and what they offer are never changed: processes keep them for ever, and count arrays follow them."""

from django.db import migrations

FORBID = """
create trigger task_immutable before update on projects_task
    for each row execute function refuse_change();
create trigger task_choice_immutable before update on projects_taskchoice
    for each row execute function refuse_change();
"""
ALLOW = """
drop trigger task_immutable on projects_task;
drop trigger task_choice_immutable on projects_taskchoice;
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial"), ("audit", "0002_append_only")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]

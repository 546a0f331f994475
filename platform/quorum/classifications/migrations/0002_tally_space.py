"""Leave room in the tallies' pages: every vote updates a row, and a copy in the same page touches no index."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("classifications", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "alter table classifications_subjectroundtask set (fillfactor = 70)",
            "alter table classifications_subjectroundtask reset (fillfactor)",
        )
    ]

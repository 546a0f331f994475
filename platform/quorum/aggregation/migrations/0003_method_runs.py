"""Runs by registered methods: their cutoffs and hold-out, and the skill that they see in volunteers."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# The rows are not changed but get the new column's value: until now every cutoff was a p-value.
NAME_OLD_CUTOFFS = """
alter table aggregation_consensusrun disable trigger consensus_run_append_only;
update aggregation_consensusrun set cutoff_meanings = array_fill('value'::text, array[cardinality(cutoffs)]);
alter table aggregation_consensusrun enable trigger consensus_run_append_only;
"""
FORBID = """
create trigger volunteer_skill_append_only before update on aggregation_volunteerskill
    for each row execute function refuse_change();
"""
ALLOW = "drop trigger volunteer_skill_append_only on aggregation_volunteerskill;"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("aggregation", "0002_append_only"),
    ]

    operations = [
        migrations.AddField(
            model_name="consensusrun",
            name="decided_by",
            field=models.CharField(
                choices=[("live_rule", "Live Rule"), ("method", "Method")], default="live_rule", max_length=9
            ),
        ),
        migrations.AddField(
            model_name="consensusrun",
            name="scale",
            field=models.CharField(default="p", help_text="p, share or posterior.", max_length=9),
        ),
        migrations.AlterField(
            model_name="consensusrun",
            name="cutoffs",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(null=True), size=None),
        ),
        migrations.AddField(
            model_name="consensusrun",
            name="cutoff_meanings",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("value", "Value"),
                        ("every_subject", "Every Subject"),
                        ("no_subject", "No Subject"),
                        ("highest_score", "Highest Score"),
                    ],
                    max_length=13,
                ),
                default=list,
                size=None,
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(NAME_OLD_CUTOFFS, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="consensusresult",
            name="is_holdout",
            field=models.BooleanField(db_default=False),
        ),
        migrations.CreateModel(
            name="VolunteerSkill",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("n", models.PositiveIntegerField()),
                ("quality", models.FloatField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="skills",
                        to="aggregation.consensusrun",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.volunteer"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "volunteer"), name="one_skill_per_volunteer_and_run"
                    )
                ],
            },
        ),
        migrations.RunSQL(FORBID, ALLOW),
    ]

"""Classifications: a table partitioned by round, then by hash of the volunteer; and the tallies."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

# The two keys begin with different columns: with a common beginning, a planner without statistics may
# answer a look-up in one by reading all that a volunteer did from the other. The first also finds all
# classifications of a subject, the second all of a volunteer.
CREATE_CLASSIFICATION = """
create sequence classification_id as bigint;
create table classification (
    id bigint not null default nextval('classification_id'),
    round_id bigint not null,
    volunteer_id bigint not null,
    project_id bigint not null,
    workflow_version_id bigint not null,
    task_id bigint not null,
    subject_id bigint not null,
    public_id uuid not null,
    client_uuid uuid not null,
    choice_ids bigint[] not null,
    purpose smallint not null,
    counted boolean not null,
    not_counted_reason varchar(20) not null default '',
    pass_reason varchar(32) not null default '',
    trust double precision,
    strategy varchar(32) not null,
    model_version_id bigint,
    blind boolean not null,
    duration_ms integer,
    client_context jsonb not null default '{}',
    superseded_by bigint,
    client_at timestamptz,
    issued_at timestamptz not null,
    received_at timestamptz not null,
    primary key (subject_id, volunteer_id, task_id, round_id),
    constraint one_answer_per_client_uuid unique (volunteer_id, client_uuid, round_id),
    constraint counted_or_reason check (counted = (not_counted_reason = ''))
) partition by list (round_id);
alter sequence classification_id owned by classification.id;
create index classification_in_order on classification using brin (id);

create function create_classification_partition(the_round bigint, buckets integer default 4)
returns void language plpgsql as $$
declare
    parent text := format('classification_r%s', the_round);
begin
    execute format(
        'create table if not exists %I partition of classification for values in (%s) partition by hash (volunteer_id)',
        parent, the_round);
    for bucket in 0 .. buckets - 1 loop
        execute format(
            'create table if not exists %I partition of %I for values with (modulus %s, remainder %s)',
            format('%s_h%s', parent, bucket), parent, buckets, bucket);
    end loop;
end $$;
"""
DROP_CLASSIFICATION = """
drop function create_classification_partition(bigint, integer);
drop table classification;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("projects", "0001_initial"),
        ("subjects", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(CREATE_CLASSIFICATION, DROP_CLASSIFICATION)],
            state_operations=[
                migrations.CreateModel(
                    name="Classification",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "round_id",
                                "volunteer_id",
                                "subject_id",
                                "task_id",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "id",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL(
                                    "nextval('classification_id')", ()
                                )
                            ),
                        ),
                        ("round_id", models.BigIntegerField()),
                        ("volunteer_id", models.BigIntegerField()),
                        ("project_id", models.BigIntegerField()),
                        ("workflow_version_id", models.BigIntegerField()),
                        ("task_id", models.BigIntegerField()),
                        ("subject_id", models.BigIntegerField()),
                        ("public_id", models.UUIDField()),
                        (
                            "client_uuid",
                            models.UUIDField(help_text="Made by the client; makes a retry harmless."),
                        ),
                        (
                            "choice_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), size=None
                            ),
                        ),
                        (
                            "purpose",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "Contribution"),
                                    (1, "Control"),
                                    (2, "Training"),
                                    (3, "Tutorial"),
                                ]
                            ),
                        ),
                        ("counted", models.BooleanField(help_text="Did it add to the subject's counts?")),
                        (
                            "not_counted_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("passed", "Passed"),
                                    ("empty", "Empty"),
                                    ("not_a_contribution", "Not A Contribution"),
                                    ("expired", "Expired"),
                                    ("subject_retired", "Subject Retired"),
                                    ("subject_withdrawn", "Subject Withdrawn"),
                                    ("round_closed", "Round Closed"),
                                    ("not_trusted", "Not Trusted"),
                                    ("merged_repeat", "Merged Repeat"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("pass_reason", models.CharField(blank=True, max_length=32)),
                        (
                            "trust",
                            models.FloatField(
                                help_text="Estimated accuracy of the volunteer at submission, 0 to 1.",
                                null=True,
                            ),
                        ),
                        (
                            "strategy",
                            models.CharField(help_text="How the subject was picked.", max_length=32),
                        ),
                        ("model_version_id", models.BigIntegerField(null=True)),
                        (
                            "blind",
                            models.BooleanField(help_text="Was it picked without the help of any model?"),
                        ),
                        ("duration_ms", models.PositiveIntegerField(null=True)),
                        (
                            "client_context",
                            models.JSONField(
                                default=dict, help_text="Window size, channels shown, language."
                            ),
                        ),
                        (
                            "superseded_by",
                            models.BigIntegerField(
                                help_text="Id of a later classification that replaces this one.", null=True
                            ),
                        ),
                        (
                            "client_at",
                            models.DateTimeField(help_text="The client's clock at submission.", null=True),
                        ),
                        ("issued_at", models.DateTimeField()),
                        ("received_at", models.DateTimeField()),
                    ],
                    options={
                        "db_table": "classification",
                    },
                ),
            ],
        ),
        migrations.CreateModel(
            name="SubjectRoundTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("project_id", models.BigIntegerField()),
                ("n", models.PositiveIntegerField(default=0, help_text="Counted classifications.")),
                (
                    "counts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(),
                        help_text="Votes per choice index of the task.",
                        size=None,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("reached", "Reached"), ("disputed", "Disputed")],
                        default="open",
                        max_length=8,
                    ),
                ),
                (
                    "accepted",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(),
                        default=list,
                        help_text="Choice indices in the consensus.",
                        size=None,
                    ),
                ),
                (
                    "p_values",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.FloatField(),
                        help_text="At the decision, per choice index.",
                        null=True,
                        size=None,
                    ),
                ),
                ("decided_at_n", models.PositiveIntegerField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("retired_at", models.DateTimeField(help_text="When it left the queue.", null=True)),
                ("retirement_reason", models.CharField(blank=True, max_length=32)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="projects.round"
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tallies",
                        to="subjects.subject",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="projects.task"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("round", "task", "subject"), name="one_tally_per_subject_round_task"
                    )
                ],
            },
        ),
    ]

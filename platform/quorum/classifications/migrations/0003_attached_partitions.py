"""A round's partitions are made beside the table and then attached: voting and reading go on meanwhile."""

from django.db import migrations

# `create table … partition of` locks the whole table against every vote and every reader until the
# round's queue is filled; attaching takes a lock that neither of them minds.
ATTACH = """
create or replace function create_classification_partition(the_round bigint, buckets integer default 4)
returns void language plpgsql as $$
declare
    parent text := format('classification_r%s', the_round);
begin
    if to_regclass(parent) is not null then
        return;
    end if;
    execute format('create table %I (like classification including all) partition by hash (volunteer_id)', parent);
    for bucket in 0 .. buckets - 1 loop
        execute format(
            'create table %I partition of %I for values with (modulus %s, remainder %s)',
            format('%s_h%s', parent, bucket), parent, buckets, bucket);
    end loop;
    execute format('alter table classification attach partition %I for values in (%s)', parent, the_round);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("classifications", "0002_tally_space")]

    operations = [migrations.RunSQL(ATTACH, migrations.RunSQL.noop)]

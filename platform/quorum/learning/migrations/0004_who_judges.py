from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('learning', '0003_uncertainty_and_refusals'),
    ]

    operations = [
        migrations.AddField(
            model_name='trainingtable',
            name='judged_by',
            field=models.CharField(choices=[('labels', 'Labels'), ('consensus', 'Consensus')], default='labels', max_length=9),
        ),
        migrations.AddField(
            model_name='trainingtable',
            name='influenced',
            field=models.PositiveIntegerField(default=0, help_text='Of those left out, the ones that cannot judge because a model chose them.'),
        ),
    ]

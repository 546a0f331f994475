"""What a control showed names the classification that brought it."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="controlanswer",
            name="classification_id",
            field=models.UUIDField(default=uuid.uuid4, help_text="Public id of the classification."),
            preserve_default=False,
        )
    ]

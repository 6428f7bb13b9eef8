from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0004_form_one'),
    ]

    operations = [
    ]

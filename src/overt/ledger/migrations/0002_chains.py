"""Version 2 of the record format: chains, hidden moments. A ledger of version 1 cannot be carried over, only kept."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0001_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='LedgerChain',
            fields=[
                ('deployment', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('number', models.BigIntegerField()),
                ('last', models.BinaryField(max_length=32)),
                ('begin', models.BigIntegerField()),
                ('published', models.BigIntegerField(default=None, null=True)),
            ],
            options={
                'db_table': 'ledger_chain',
            },
        ),
        migrations.AddField(
            model_name='ledgerrow',
            name='at',
            field=models.BigIntegerField(default=None),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='ledgerrow',
            name='deployment',
            field=models.CharField(db_index=True, default=None, max_length=32),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='ledgerrow',
            name='salt',
            field=models.BinaryField(default=None, max_length=32),
            preserve_default=False,
        ),
    ]

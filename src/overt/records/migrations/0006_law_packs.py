import django.db.models.deletion
from django.db import migrations, models

import overt.records.ids


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0005_assessments'),
    ]

    operations = [
        migrations.CreateModel(
            name='LawPackVersion',
            fields=[
                ('id', models.CharField(default=overt.records.ids.new_id, editable=False, max_length=32, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(default=0)),
                ('name', models.CharField(max_length=48)),
                ('digest', models.CharField(max_length=64)),
                ('content', models.TextField()),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('agreed', 'Agreed'), ('declined', 'Declined')], default='proposed', max_length=16)),
                ('salt', models.CharField(max_length=64)),
                ('reason', models.TextField(blank=True, default='')),
                ('decline_reason', models.TextField(blank=True, default='')),
                ('proposed_by', models.CharField(max_length=64)),
                ('proposed_at', models.DateTimeField()),
                ('decided_by', models.CharField(blank=True, default='', max_length=64)),
                ('decided_at', models.DateTimeField(default=None, null=True)),
                ('from_version', models.ForeignKey(default=None, null=True, on_delete=django.db.models.deletion.PROTECT, to='records.lawpackversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('number__gt', 0)), fields=('number',), name='one_pack_a_number'), models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('state',), name='one_proposed_pack_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('number__gt', 0), ('state', 'agreed')), models.Q(models.Q(('state', 'agreed'), _negated=True), ('number', 0)), _connector='OR'), name='agreed_packs_are_numbered'), models.CheckConstraint(condition=models.Q(models.Q(('decided_by', models.F('proposed_by')), ('state', 'agreed'), _negated=True), ('proposed_by', 'software'), _connector='OR'), name='two_people_agreed_a_pack')],
            },
        ),
    ]

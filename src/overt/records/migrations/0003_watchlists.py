import django.db.models.deletion
import overt.records.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0002_people'),
    ]

    operations = [
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.CharField(default=overt.records.ids.new_id, editable=False, max_length=32, primary_key=True, serialize=False)),
                ('entry', models.CharField(max_length=32)),
                ('picture', models.CharField(max_length=32)),
                ('recipient', models.TextField()),
                ('basis', models.TextField()),
                ('purpose', models.TextField()),
                ('expires_at', models.DateTimeField()),
                ('disclosed_by', models.CharField(max_length=64)),
                ('disclosed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ListWarning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=32)),
                ('other', models.CharField(blank=True, default='', max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='WatchlistUpload',
            fields=[
                ('id', models.CharField(default=overt.records.ids.new_id, editable=False, max_length=32, primary_key=True, serialize=False)),
                ('uploaded_by', models.CharField(max_length=64)),
                ('uploaded_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('read', 'Read')], default='waiting', max_length=16)),
                ('entries', models.PositiveIntegerField(default=0)),
                ('problems_json', models.JSONField(default=list)),
                ('finished_at', models.DateTimeField(default=None, null=True)),
            ],
        ),
        migrations.AddField(
            model_name='watchlistentry',
            name='age_band',
            field=models.CharField(blank=True, choices=[('under_10', 'under_10'), ('from_10_to_12', 'from_10_to_12'), ('from_13_to_17', 'from_13_to_17'), ('adult', 'adult')], default='', max_length=16),
        ),
        migrations.AddField(
            model_name='watchlistentry',
            name='has_disability',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='watchlistentry',
            name='reference',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='watchlistentry',
            name='reviewed_at',
            field=models.DateTimeField(default=None, null=True),
        ),
        migrations.AddField(
            model_name='watchlistentry',
            name='reviewed_by',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='watchlistpicture',
            name='child_at_capture',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='watchlistpicture',
            name='image_years',
            field=models.PositiveSmallIntegerField(default=None, null=True),
        ),
        migrations.AlterField(
            model_name='erasureintent',
            name='what',
            field=models.CharField(choices=[('watchlist', 'Watchlist'), ('watchlist_entry', 'Entry'), ('watchlist_upload', 'Upload'), ('alert', 'Alert'), ('false_alert', 'False Alert'), ('alerts_key', 'Alerts Key'), ('orphan_key', 'Orphan Key'), ('orphan_deployment', 'Orphan Deployment'), ('orphan_media', 'Orphan Media')], max_length=24),
        ),
        migrations.AlterField(
            model_name='erasurereceipt',
            name='what',
            field=models.CharField(choices=[('watchlist', 'Watchlist'), ('watchlist_entry', 'Entry'), ('watchlist_upload', 'Upload'), ('alert', 'Alert'), ('false_alert', 'False Alert'), ('alerts_key', 'Alerts Key'), ('orphan_key', 'Orphan Key'), ('orphan_deployment', 'Orphan Deployment'), ('orphan_media', 'Orphan Media')], max_length=24),
        ),
        migrations.AddConstraint(
            model_name='watchlistentry',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('reference', ''), _negated=True), ('withdrawn_at', None)), fields=('deployment', 'reference'), name='one_entry_a_reference'),
        ),
        migrations.AddField(
            model_name='disclosure',
            name='deployment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disclosures', to='records.deployment'),
        ),
        migrations.AddField(
            model_name='listwarning',
            name='picture',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='warnings', to='records.watchlistpicture'),
        ),
        migrations.AddField(
            model_name='watchlistupload',
            name='deployment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='records.deployment'),
        ),
    ]

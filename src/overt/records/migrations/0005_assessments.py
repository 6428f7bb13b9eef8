import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import overt.records.ids


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0003_watchlists'),
    ]

    operations = [
        migrations.AlterField(
            model_name='erasureintent',
            name='what',
            field=models.CharField(choices=[('watchlist', 'Watchlist'), ('watchlist_entry', 'Entry'), ('alert', 'Alert'), ('false_alert', 'False Alert'), ('alerts_key', 'Alerts Key'), ('document_attachment', 'Attachment'), ('orphan_key', 'Orphan Key'), ('orphan_deployment', 'Orphan Deployment'), ('orphan_media', 'Orphan Media'), ('orphan_attachment', 'Orphan Attachment')], max_length=24),
        ),
        migrations.AlterField(
            model_name='erasurereceipt',
            name='what',
            field=models.CharField(choices=[('watchlist', 'Watchlist'), ('watchlist_entry', 'Entry'), ('alert', 'Alert'), ('false_alert', 'False Alert'), ('alerts_key', 'Alerts Key'), ('document_attachment', 'Attachment'), ('orphan_key', 'Orphan Key'), ('orphan_deployment', 'Orphan Deployment'), ('orphan_media', 'Orphan Media'), ('orphan_attachment', 'Orphan Attachment')], max_length=24),
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.CharField(default=overt.records.ids.new_id, editable=False, max_length=32, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=32)),
                ('started_by', models.CharField(max_length=64)),
                ('started_at', models.DateTimeField()),
                ('draft_json', models.JSONField(default=dict)),
                ('draft_authors', models.JSONField(default=list)),
                ('draft_saved_at', models.DateTimeField(default=None, null=True)),
                ('in_force_since', models.DateTimeField(default=None, null=True)),
                ('review_due', models.DateField(default=None, null=True)),
                ('published_at', models.DateTimeField(default=None, null=True)),
                ('deployment', models.ForeignKey(default=None, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='records.deployment')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.CharField(default=overt.records.ids.new_id, editable=False, max_length=32, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('size', models.PositiveIntegerField()),
                ('salt', models.CharField(max_length=64)),
                ('attached_by', models.CharField(max_length=64)),
                ('attached_at', models.DateTimeField()),
                ('erase_by', models.DateTimeField()),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='records.document')),
            ],
        ),
        migrations.CreateModel(
            name='DocumentVersion',
            fields=[
                ('id', models.CharField(default=overt.records.ids.new_id, editable=False, max_length=32, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('answers', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('template_digest', models.CharField(max_length=64)),
                ('change', models.TextField()),
                ('authors', models.JSONField()),
                ('finished_by', models.CharField(max_length=64)),
                ('finished_at', models.DateTimeField()),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='records.document')),
            ],
        ),
        migrations.CreateModel(
            name='DocumentSignature',
            fields=[
                ('id', models.CharField(default=overt.records.ids.new_id, editable=False, max_length=32, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('team_member', 'team_member'), ('authorising_officer', 'authorising_officer'), ('gold', 'gold'), ('silver', 'silver'), ('bronze', 'bronze'), ('operator', 'operator'), ('engagement_officer', 'engagement_officer'), ('technical_lead', 'technical_lead'), ('legal_adviser', 'legal_adviser'), ('dpo', 'dpo'), ('senior_responsible_officer', 'senior_responsible_officer'), ('evaluator', 'evaluator'), ('foi_officer', 'foi_officer'), ('publisher', 'publisher'), ('overseer', 'overseer'), ('administrator', 'administrator')], max_length=32)),
                ('signed_by', models.CharField(max_length=64)),
                ('signed_at', models.DateTimeField()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='records.documentversion')),
            ],
        ),
        migrations.CreateModel(
            name='DocumentSharing',
            fields=[
                ('id', models.CharField(default=overt.records.ids.new_id, editable=False, max_length=32, primary_key=True, serialize=False)),
                ('recipient', models.CharField(choices=[('ico', 'Information Commissioner’s Office'), ('commissioner', 'Biometrics and Surveillance Camera Commissioner'), ('oversight_group', 'Advice and oversight group'), ('stakeholder', 'Another stakeholder')], max_length=24)),
                ('shared_on', models.DateField()),
                ('recorded_by', models.CharField(max_length=64)),
                ('recorded_at', models.DateTimeField()),
                ('replied_on', models.DateField(default=None, null=True)),
                ('reply', models.TextField(blank=True, default='')),
                ('reply_recorded_by', models.CharField(blank=True, default='', max_length=64)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sharings', to='records.documentversion')),
            ],
        ),
        migrations.CreateModel(
            name='DocumentReview',
            fields=[
                ('id', models.CharField(default=overt.records.ids.new_id, editable=False, max_length=32, primary_key=True, serialize=False)),
                ('outcome', models.CharField(choices=[('still_right', 'Still Right'), ('needs_change', 'Needs Change')], max_length=16)),
                ('findings', models.TextField()),
                ('reviewed_by', models.CharField(max_length=64)),
                ('reviewed_at', models.DateTimeField()),
                ('deployment', models.ForeignKey(default=None, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='document_reviews', to='records.deployment')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='records.documentversion')),
            ],
        ),
        migrations.AddField(
            model_name='document',
            name='in_force',
            field=models.ForeignKey(default=None, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.documentversion'),
        ),
        migrations.AddField(
            model_name='document',
            name='published',
            field=models.ForeignKey(default=None, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.documentversion'),
        ),
        migrations.AddConstraint(
            model_name='documentversion',
            constraint=models.UniqueConstraint(fields=('document', 'number'), name='one_version_a_number'),
        ),
        migrations.AddConstraint(
            model_name='documentsignature',
            constraint=models.UniqueConstraint(fields=('version', 'role'), name='one_signature_a_role'),
        ),
        migrations.AddConstraint(
            model_name='documentsignature',
            constraint=models.UniqueConstraint(fields=('version', 'signed_by'), name='one_signature_a_person'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(condition=models.Q(('deployment', None)), fields=('kind',), name='one_document_a_kind_on_the_site'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(fields=('kind', 'deployment'), name='one_document_a_kind_for_a_deployment'),
        ),
    ]

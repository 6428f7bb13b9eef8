"""Every address of the site, by who uses it; there is no address that is not in this list."""

from django.urls import path

from overt.web.account import factors, single_sign_on
from overt.web.account import views as account
from overt.web.apply import case_views, form_views, list_views
from overt.web.apply import views as apply
from overt.web.apply import zones as apply_zones
from overt.web.approve import advice, approvals, in_force
from overt.web.approve import views as approve
from overt.web.approve.suitability import sign_suitability
from overt.web.assess import acts, files, lists, overview, versions, writing
from overt.web.operate import alerts, command, duty, figures, preparations
from overt.web.operate import views as operate
from overt.web.operate.preview import preview
from overt.web.operate.stream import events
from overt.web.oversee import audits, law, membership, packs, retention
from overt.web.oversee import views as oversee
from overt.web.public import documents, published
from overt.web.public import views as public
from overt.web.respond import installed
from overt.web.respond import views as respond
from overt.web.team import filling, own
from overt.web.team import views as team

D = "<slug:deployment_id>"
A = "<slug:alert_id>"
V = "<slug:version_id>"
C = "<slug:clause_id>"
DOC = "<slug:document_id>"
SECTION = f"assess/{DOC}/section/<slug:section_code>"
QUESTION = "<slug:step_code>/<slug:asked_code>"
ROW = f"{SECTION}/<slug:question_code>/<int:number>"

urlpatterns = [
    path("", account.home, name="home"),
    path("sign-in", account.sign_in, name="sign-in"),
    path("sign-out", account.sign_out, name="sign-out"),
    # The names below are allauth's: its views look their neighbours up by them. No other address of its is mounted.
    path("sign-in", account.sign_in, name="account_login"),
    path("sign-out", account.sign_out, name="account_logout"),
    path("sign-in/inactive", account.inactive, name="account_inactive"),
    path("sign-in/second-factor", account.second_factor, name="mfa_authenticate"),
    path("sign-in/with/<slug:provider_id>", single_sign_on.begin, name="openid_connect_login"),
    path("sign-in/with/<slug:provider_id>/done", single_sign_on.come_back, name="openid_connect_callback"),
    path("confirm/password", account.password_again, name="account_reauthenticate"),
    path("confirm/code", account.code_again, name="mfa_reauthenticate"),
    path("confirm/passkey", factors.passkey_again, name="mfa_reauthenticate_webauthn"),
    path("account/password", account.change_password, name="account_change_password"),
    path("account/second-factor", factors.factors, name="mfa_index"),
    path("account/second-factor/passkeys", factors.factors, name="mfa_list_webauthn"),
    path("account/second-factor/app", factors.add_app, name="mfa_activate_totp"),
    path("account/second-factor/app/remove", factors.remove_app, name="mfa_deactivate_totp"),
    path("account/second-factor/passkeys/new", factors.add_passkey, name="mfa_add_webauthn"),
    path("account/second-factor/passkeys/<int:pk>/remove", factors.remove_passkey, name="mfa_remove_webauthn"),
    path("account/second-factor/codes", factors.see_codes, name="mfa_view_recovery_codes"),
    path("account/second-factor/codes/new", factors.make_codes, name="mfa_generate_recovery_codes"),
    path("account/single-sign-on", single_sign_on.connect, name="connect-single-sign-on"),
    path("colours", account.theme, name="theme"),
    path("keys", account.keys, name="keys"),
    path("account", own.account, name="account"),
    path("account/rules", own.rules, name="account-rules"),
    path("account/courses/<slug:code>", own.course, name="course"),
    path("team", team.team, name="team"),
    path("team/people/new", team.new_person, name="team-new-person"),
    path("team/people/<slug:person_id>", team.one, name="team-person"),
    path("team/people/<slug:person_id>/role", team.give, name="team-role"),
    path("team/people/<slug:person_id>/role/end", team.take, name="team-role-end"),
    path("team/people/<slug:person_id>/certificate", team.certificate, name="team-certificate"),
    path("team/people/<slug:person_id>/adjustment", team.adjustment, name="team-adjustment"),
    path("team/people/<slug:person_id>/second-factor", team.reset, name="team-reset"),
    path("team/advertisements/new", filling.advertise, name="team-advertise"),
    path("team/advertisements/<slug:advertisement_id>/selection", filling.select, name="team-select"),
    path("team/courses/new", filling.new_course, name="team-new-course"),
    path("about", public.about, name="about"),
    path("accessibility", public.accessibility, name="accessibility"),
    path("rules", public.rules, name="rules"),
    path("published", published.published, name="published"),
    path(f"published/{D}/bundle", published.bundle, name="published-bundle"),
    path("published/audits", audits.public, name="public-audits"),
    path("published/audits/<slug:audit_id>/proof", audits.proof, name="audit-proof"),
    path("ledger/<path:path>", published.ledger_file, name="ledger-file"),
    path("what-is-kept", public.kept, name="what-is-kept"),
    path("documents", documents.documents, name="documents"),
    path(f"documents/{DOC}", documents.document, name="document"),
    path("assess", lists.documents, name="assess"),
    path(f"assess/for/{D}", lists.for_deployment, name="assess-for"),
    path("assess/start/<slug:kind>", lists.start, name="assess-start"),
    path(f"assess/for/{D}/start/<slug:kind>", lists.start_for, name="assess-start-for"),
    path(f"assess/{DOC}", overview.document, name="assess-document"),
    path(SECTION, writing.section, name="assess-section"),
    path(ROW, writing.row, name="assess-row"),
    path(f"{ROW}/remove", writing.remove_row, name="assess-remove"),
    path(f"assess/{DOC}/finish", writing.finish, name="assess-finish"),
    path(f"assess/{DOC}/version/<int:number>", versions.version, name="assess-version"),
    path(f"assess/{DOC}/version/<int:number>/sign", versions.sign, name="assess-sign"),
    path(f"assess/{DOC}/changes/<int:before>/<int:after>", versions.changes, name="assess-changes"),
    path(f"assess/{DOC}/review", acts.review, name="assess-review"),
    path(f"assess/{DOC}/review/{D}", acts.review, name="assess-review-for"),
    path(f"assess/{DOC}/share", acts.share, name="assess-share"),
    path("assess/sharing/<slug:sharing_id>/reply", acts.reply, name="assess-reply"),
    path(f"assess/{DOC}/owner", acts.hand_over, name="assess-owner"),
    path(f"assess/{DOC}/publish", acts.publish, name="assess-publish"),
    path(f"assess/{DOC}/unpublish", acts.unpublish, name="assess-unpublish"),
    path(f"assess/{DOC}/attach", files.attach, name="assess-attach"),
    path("assess/file/<slug:attachment_id>", files.download, name="assess-file"),
    path("assess/file/<slug:attachment_id>/erase", files.erase, name="assess-erase"),
    path("apply/new", apply.new, name="apply-new"),
    path(f"apply/{D}", apply.draft, name="apply"),
    path(f"apply/{D}/plan", apply.plan, name="apply-plan"),
    path(f"apply/{D}/zone/<str:camera>", apply_zones.zone, name="apply-zone"),
    path(f"apply/{D}/answers", form_views.answers, name="apply-answers"),
    path(f"apply/{D}/case", case_views.case, name="apply-case"),
    path(f"apply/{D}/case/<slug:file_id>", case_views.download, name="apply-case-file"),
    path(f"apply/{D}/case/<slug:file_id>/remove", case_views.remove, name="apply-case-remove"),
    path(f"apply/{D}/advice", case_views.advice, name="apply-advice"),
    path(f"apply/{D}/form/{QUESTION}", form_views.question, name="apply-question"),
    path(f"apply/{D}/form/{QUESTION}/<int:number>", form_views.row, name="apply-row"),
    path(f"apply/{D}/form/{QUESTION}/<int:number>/remove", form_views.remove_row, name="apply-row-remove"),
    path(f"apply/{D}/watchlist", list_views.watchlist, name="apply-watchlist"),
    path(f"apply/{D}/watchlist/upload", list_views.upload, name="apply-upload"),
    path(f"apply/{D}/disclosures", list_views.disclosures, name="disclosures"),
    path(f"apply/{D}/picture/<slug:picture_id>/disclose", list_views.disclose, name="picture-disclose"),
    path(f"apply/{D}/person", apply.add_entry, name="apply-entry"),
    path(f"apply/{D}/person/<slug:entry_id>", list_views.entry, name="entry-show"),
    path(f"apply/{D}/person/<slug:entry_id>/review", list_views.review, name="entry-review"),
    path(f"apply/{D}/person/<slug:entry_id>/withdraw", apply.take_off, name="entry-withdraw"),
    path(f"apply/{D}/consent", apply.consent, name="apply-consent"),
    path(f"apply/{D}/seal", apply.seal, name="apply-seal"),
    path(f"apply/{D}/submit", form_views.send, name="apply-submit"),
    path(f"apply/{D}/withdraw", apply.take_back, name="apply-withdraw"),
    path(f"authority/{D}", approve.authority, name="authority"),
    path(f"authority/{D}/authorise", approve.decide, name="authority-decide"),
    path(f"authority/{D}/authorise-urgently", approve.decide_urgently, name="authority-urgent"),
    path(f"authority/{D}/confirm", in_force.confirm, name="authority-confirm"),
    path(f"authority/{D}/review", in_force.review, name="authority-review"),
    path(f"authority/{D}/form-1.pdf", in_force.download, name="form1"),
    path(f"authority/{D}/cancel", in_force.call_off, name="authority-cancel"),
    path(f"authority/{D}/entry/<slug:entry_id>", approvals.approve, name="authority-entry"),
    path(f"authority/{D}/approvals", approvals.read, name="authority-approvals"),
    path(f"authority/{D}/advice/ask", advice.ask, name="advice-ask"),
    path(f"authority/{D}/advice", advice.consider, name="advice"),
    path(f"authority/{D}/refuse", approve.turn_down, name="authority-refuse"),
    path(f"authority/{D}/suitability", sign_suitability, name="authority-suitability"),
    path(f"authority/{D}/space", approve.sign_space, name="authority-space"),
    path(f"operate/{D}", operate.screen, name="operate"),
    path(f"operate/{D}/state", operate.state_part, name="operate-state"),
    path(f"operate/{D}/acts", operate.acts_part, name="operate-acts"),
    path(f"operate/{D}/queue", operate.queue_part, name="operate-queue"),
    path(f"operate/{D}/events", events, name="operate-events"),
    path(f"operate/{D}/preview/<str:camera>", preview, name="operate-preview"),
    path(f"operate/{D}/preparations", preparations.preparations, name="preparations"),
    path(f"operate/{D}/preparations/notice", preparations.notice, name="preparations-notice"),
    path(f"operate/{D}/preparations/late-notice", preparations.late, name="preparations-late"),
    path(f"operate/{D}/preparations/briefing", preparations.briefing, name="preparations-briefing"),
    path(f"operate/{D}/preparations/signs", preparations.signs, name="preparations-signs"),
    path(f"operate/{D}/start", operate.begin, name="operate-start"),
    path(f"operate/{D}/halt", operate.stop, name="operate-halt"),
    path(f"operate/{D}/propose-resume", operate.propose, name="operate-propose"),
    path(f"operate/{D}/resume", operate.carry_on, name="operate-resume"),
    path(f"operate/{D}/close", operate.finish, name="operate-close"),
    path(f"operate/{D}/figures", figures.figures_part, name="operate-figures"),
    path(f"command/{D}", command.command, name="command"),
    path(f"command/{D}/overview", command.overview_part, name="command-overview"),
    path(f"operate/{D}/duty", duty.duty_part, name="operate-duty"),
    path(f"operate/{D}/duty/begin", duty.begin, name="duty-begin"),
    path(f"operate/{D}/duty/end", duty.end, name="duty-end"),
    path(f"operate/{D}/relieve/<slug:person_id>", duty.take_over, name="duty-relieve"),
    path(f"operate/{D}/post/<slug:person_id>", duty.post, name="duty-post"),
    path(f"alert/{A}", alerts.alert, name="alert"),
    path(f"alert/{A}/claim", alerts.claim, name="alert-claim"),
    path(f"alert/{A}/assign", alerts.assign, name="alert-assign"),
    path(f"alert/{A}/factors", alerts.factors, name="alert-factors"),
    path(f"alert/{A}/view", alerts.give_view, name="alert-view"),
    path("officer.webmanifest", installed.manifest, name="officer-manifest"),
    path("officer-worker.js", installed.worker, name="officer-worker"),
    path(f"engagements/{D}", respond.engagements, name="engagements"),
    path(f"engagements/{D}/list", respond.list_part, name="engagements-list"),
    path(f"alert/{A}/engagement", respond.engagement, name="engagement"),
    path(f"alert/{A}/decision", respond.decide, name="alert-decide"),
    path(f"alert/{A}/engagement/record", respond.engage, name="engagement-record"),
    path(f"alert/{A}/engagement/outcome", respond.conclude, name="engagement-outcome"),
    path(f"record/{D}", oversee.record, name="record"),
    path(f"record/{D}/report.pdf", oversee.report, name="report"),
    path(f"record/{D}/watchlist/destroy", oversee.destroy_watchlist, name="erase-watchlist"),
    path(f"record/{D}/retention", retention.retention, name="retention"),
    path(f"alert/{A}/hold", retention.propose, name="hold-propose"),
    path(f"alert/{A}/hold/agree", retention.agree, name="hold-agree"),
    path(f"alert/{A}/hold/release", retention.release, name="hold-release"),
    path(f"record/{D}/list", membership.membership, name="membership"),
    path(f"record/{D}/list/ask", membership.ask, name="membership-ask"),
    path("question/<slug:question_id>/answer", membership.answer, name="membership-answer"),
    path("question/<slug:question_id>/decline", membership.decline, name="membership-decline"),
    path(f"record/{D}/law", law.record_law, name="record-law"),
    path(f"record/{D}/law/{C}", law.record_law_clause, name="record-law-clause"),
    path("audits", audits.audits, name="audits"),
    path("audits/new", audits.new, name="audit-new"),
    path("audits/<slug:audit_id>", audits.audit, name="audit"),
    path("audits/<slug:audit_id>/draw", audits.draw, name="audit-draw"),
    path("audits/<slug:audit_id>/publish", audits.publish, name="audit-publish"),
    path("audits/finding/<slug:item_id>", audits.finding, name="audit-finding"),
    path("law", law.law, name="law"),
    path(f"law/clause/{C}", law.law_clause, name="law-clause"),
    path("law/pack", packs.pack, name="pack"),
    path("law/pack/propose", packs.propose, name="pack-propose"),
    path(f"law/pack/{V}", packs.pack_version, name="pack-version"),
    path(f"law/pack/{V}/agree", packs.agree, name="pack-agree"),
    path(f"law/pack/{V}/decline", packs.decline, name="pack-decline"),
    path(f"record/{D}/review", oversee.write_review, name="review"),
    path(f"record/{D}/publish", oversee.publish_record, name="publish"),
]

handler400 = "overt.web.error_pages.bad_request"
handler403 = "overt.web.error_pages.forbidden"
handler404 = "overt.web.error_pages.not_found"
handler429 = "overt.web.error_pages.too_many"
handler500 = "overt.web.error_pages.broken"

"""The map of savings."""

from django.urls import path

from corps.savings import views

app_name = "savings"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("figures.csv", views.figures_csv, name="figures-csv"),
    path("figures.json", views.figures_json, name="figures-json"),
    path("evidence/", views.evidence, name="evidence"),
    path("channel-shift/", views.channel_shift, name="channel-shift"),
    path("published/", views.published, name="published"),
    path("snapshots/", views.snapshots, name="snapshots"),
    path("snapshots/freeze/", views.snapshot_freeze, name="snapshot-freeze"),
    path("snapshots/<slug:slug>/", views.snapshot, name="snapshot"),
    path("snapshots/<slug:slug>.json", views.snapshot_json, name="snapshot-json"),
    path("snapshots/<slug:slug>.csv", views.snapshot_csv, name="snapshot-csv"),
    path("benefits/", views.benefits, name="benefits"),
    path("projects/<int:project_pk>/benefits/new/", views.benefit_new, name="benefit-new"),
    path("benefits/<int:pk>/", views.benefit, name="benefit"),
    path("benefits/<int:pk>/edit/", views.benefit_edit, name="benefit-edit"),
    path("benefits/<int:pk>/publish/", views.benefit_publish, name="benefit-publish"),
    path("benefits/<int:pk>/baseline/", views.benefit_baseline, name="benefit-baseline"),
    path("benefits/<int:pk>/reopen/", views.benefit_reopen, name="benefit-reopen"),
    path("benefits/<int:pk>/classify/", views.benefit_classify, name="benefit-classify"),
    path("benefits/<int:pk>/withdraw/", views.benefit_withdraw, name="benefit-withdraw"),
    path("benefits/<int:pk>/measurements/new/", views.measurement_new, name="measurement-new"),
    path("benefits/<int:pk>/submit/", views.claim_submit, name="claim-submit"),
    path("measurements/<int:pk>/file/", views.measurement_file, name="measurement-file"),
    path("measurements/<int:pk>/remove/", views.measurement_remove, name="measurement-remove"),
    path("verifications/", views.verifications, name="verifications"),
    path("claims/<int:pk>/", views.claim, name="claim"),
    path("claims/<int:pk>/evidence.pdf", views.claim_pack, name="claim-pack"),
    path("claims/<int:pk>/verify/", views.claim_verify, name="claim-verify"),
    path("claims/<int:pk>/reject/", views.claim_reject, name="claim-reject"),
    path("claims/<int:pk>/take-back/", views.claim_take_back, name="claim-take-back"),
    path("claims/<int:pk>/withdraw/", views.claim_withdraw, name="claim-withdraw"),
    path("councils/<slug:slug>/settings/", views.settings, name="settings"),
]

from django.urls import path

from .views import api, api_keys, checking, correcting, disclosing, holding, issuer, many, papers, publishing

app_name = "certificates"
urlpatterns = [
    path("certificates/", holding.mine, name="mine"),
    path("certificates/<uuid:public_id>/", holding.show, name="show"),
    path("certificates/<uuid:public_id>/certificate.pdf", papers.pdf, name="pdf"),
    path("certificates/<uuid:public_id>/badge.png", papers.badge, name="badge"),
    path("certificates/<uuid:public_id>/credential.json", papers.credential, name="credential"),
    path("certificates/<uuid:public_id>/credential.jwt", papers.token, name="token"),
    path("certificates/<uuid:public_id>/name/", correcting.name, name="correct"),
    path("certificates/<uuid:public_id>/privacy/", disclosing.choose, name="disclosure"),
    path("verify/", checking.verify, name="verify"),
    path("verify/many/", many.many, name="many"),
    path("verify/many/download/", many.download, name="download"),
    path("verify/api/", api.about, name="api"),
    path("verify/api/keys/<uuid:public_id>/", api_keys.keys, name="api_keys"),
    path("verify/api/keys/<uuid:public_id>/<str:prefix>/", api_keys.withdraw, name="api_key"),
    path("api/v1/openapi.json", api.openapi, name="openapi"),
    path("api/v1/verify", api.one, name="api_one"),
    path("api/v1/verify/batch", api.many, name="api_many"),
    path("verify/<str:code>/", checking.verified, name="verified"),
    path("verify/<str:code>/facts.json", checking.facts, name="facts"),
    path(".well-known/did.json", issuer.did_document, name="did"),
    path("credentials/status/<int:number>", issuer.status_list, name="status_list"),
    path("credentials/keys.json", publishing.keys, name="keys"),
    path("credentials/ledger.json", publishing.checkpoints, name="checkpoints"),
]

from django.urls import path

from .views import checking, disclosing, holding, issuer, publishing

app_name = "certificates"
urlpatterns = [
    path("certificates/", holding.mine, name="mine"),
    path("certificates/<uuid:public_id>/", holding.show, name="show"),
    path("certificates/<uuid:public_id>/certificate.pdf", holding.pdf, name="pdf"),
    path("certificates/<uuid:public_id>/privacy/", disclosing.choose, name="disclosure"),
    path("verify/", checking.verify, name="verify"),
    path("verify/<str:code>/", checking.verified, name="verified"),
    path("verify/<str:code>/facts.json", checking.facts, name="facts"),
    path(".well-known/did.json", issuer.did_document, name="did"),
    path("credentials/status/<int:number>", issuer.status_list, name="status_list"),
    path("credentials/keys.json", publishing.keys, name="keys"),
    path("credentials/ledger.json", publishing.checkpoints, name="checkpoints"),
]

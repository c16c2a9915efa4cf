from . import checking, correcting, disclosing, holding, issuer, many, papers, publishing

__all__ = ["checking", "correcting", "disclosing", "holding", "issuer", "many", "papers", "publishing"]

from . import checking, disclosing, holding, publishing

__all__ = ["checking", "disclosing", "holding", "publishing"]

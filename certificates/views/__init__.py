from . import checking, disclosing, holding, many, publishing

__all__ = ["checking", "disclosing", "holding", "many", "publishing"]

"""A question in, an answer with citations out: quoting, grounding, HTTP."""

"""Passages in, a searchable library out: embedding, full-text, ranking, generations."""

"""The demo model's corpus: office prose that is put together from fields of work and frames of discourse."""

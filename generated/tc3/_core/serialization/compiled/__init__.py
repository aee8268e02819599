"""Conversions of models as code of their own, which a loop over the members is slower than."""

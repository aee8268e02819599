"""The rules of a spec, by what they are about; `tc3gen.spec.checks.run` runs them."""

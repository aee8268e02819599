"""Every decision about the generated code, before it is rendered."""

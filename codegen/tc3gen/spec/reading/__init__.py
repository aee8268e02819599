"""From YAML files to the model of a spec."""

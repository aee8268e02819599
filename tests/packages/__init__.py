"""The distributions: built, checked, installed alone, and used."""

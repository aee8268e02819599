"""The API Explorer: search, forms, signatures, samples and calls, for any spec.

catalog    what the specs say, kept from one start to the next, and the search in it
client     the generated client of a product: checking, signing and sending are its own
web        pages and addresses
hosting.py its own server; `tc3gen cloud` shows the same pages under `/_local/explorer/`
"""

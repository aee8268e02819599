"""The runtime that generated clients share.

Request building, signing, reading the response and deciding on a retry do no input or
output; `client.py` and `aio.py` are thin loops around them.
"""

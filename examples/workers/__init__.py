"""A campaign of personal mails, sent by several processes; each mail goes out once.

    redis-server --appendonly yes --appendfsync always
    python examples/demo.py                                  # or the real service
    export REDIS=redis://127.0.0.1:6379/0 TC3_ENDPOINT=http://127.0.0.1:8808
    python -m workers.campaign autumn addresses.txt          # queues a mail for each line
    python -m workers.worker                                 # as often as you like, on any machine

Run it in the folder `examples`. Kill a worker whenever you like: its mails are taken over by
others, and the ledger knows which have gone out.
"""

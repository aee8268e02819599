"""A storm: random faults on all roads between a client and the service.

It proves that no request is carried out twice which must not be, that responses reach the call
that they are for, and that errors tell the truth about what was sent. A scenario is drawn
(`scenario`, `roads`, `faults`, `http`, `responses`) from a seed and its number. Its service
listens at a `port`; each connection is a `line`, with `layers` of TLS and proxy (`contexts`,
`alerts`) below a `service` that keeps `notes`. Clients (`clients`, `hooks`) make `calls` whose
`outcome` is judged (`judge`) when all connections are closed (`play`). Many are played at once
(`crew`), and a table is made of them (`report`).

    python -m tests.storm --scenarios 20000
    python -m tests.storm --seed 1a2b3c4d --replay 1717
"""

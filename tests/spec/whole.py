"""A spec that says all that a spec can say."""

from __future__ import annotations

WHOLE = """\
service: ses
version: "2020-10-02"
title: Simple Email Service
summary: Sends mail.
description: |
  In two
  lines.
documentation: https://www.tencentcloud.com/document
client: Mail
regions:
  international: [ap-singapore]
  china: [ap-guangzhou, ap-hongkong]
rate_limit: 20
request_size: 8388608
actions:
  ListGroups:
    summary: List groups.
    description: All of them.
    deprecated: Use another.
    repeatable: true
    client_token: Token
    unsigned: true
    rate_limit: 5
    name: list_all
    params:
      Offset: {type: integer, required: true, doc: Start., range: [0, null], default: 0}
      Limit: {type: integer, doc: Most groups., unit: groups, example: 10}
      Kind: {type: string, doc: Kind., enum: Kind, length: [1, 9], size: [1, 9]}
      Order: {type: integer, doc: Order., enum: {UP: 1, DOWN: 2}}
      Token: {type: string, doc: Token.}
    returns:
      Groups: {type: "list[Group]", always: true, doc: The groups., items: [0, 5]}
    errors: [InternalError, LimitExceeded.Groups]
    pages: {offset: Offset, limit: Limit, items: Groups}
    examples:
      - title: All
        request: {Offset: 0}
        response: {Groups: [{Id: 1}, {Secret: "010"}]}
types:
  Group:
    doc: A group.
    name: MailGroup
    fields:
      Id: {type: integer, doc: Its number., nullable: true, name: number}
      Secret: {type: string, doc: Password., sensitive: true}
      Old: {type: string, doc: Nothing., deprecated: Use `Id`., disabled: true}
      Made: {type: datetime, doc: When it was made., format: iso}
enums:
  Kind:
    doc: Kinds of groups.
    values:
      BIG: big
      SMALL: {value: small, doc: Less than ten.}
      ODD: {international: odd, china: strange}
      NEW: {value: {china: new}, doc: Not everywhere yet.}
errors:
  LimitExceeded.Groups: Too many groups.
  FailedOperation: {doc: It failed., retry: always, name: DidNotWork}
"""

"""The tables of the mail service.

Every row belongs to an `account`, directly or through the row it hangs on. Times are
seconds since 1970, days are counted since then in the service's zone.
"""

VERSION = 3
"""Raised with every change of the tables."""

SCHEMA = """
CREATE TABLE setting (
  account TEXT, name TEXT, value TEXT NOT NULL,
  PRIMARY KEY (account, name)
) WITHOUT ROWID;

CREATE TABLE identity (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL, domain TEXT NOT NULL UNIQUE,
  dkim_option INTEGER NOT NULL, tags TEXT NOT NULL, verified INTEGER NOT NULL DEFAULT 0,
  level INTEGER NOT NULL DEFAULT 1, created REAL NOT NULL
);

CREATE TABLE volume (
  account TEXT, domain TEXT, day INTEGER, sent INTEGER NOT NULL,
  invalid INTEGER NOT NULL, complained INTEGER NOT NULL,
  PRIMARY KEY (account, domain, day)
) WITHOUT ROWID;

CREATE TABLE sender (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL, address TEXT NOT NULL,
  key TEXT NOT NULL, domain TEXT NOT NULL, name TEXT NOT NULL, created REAL NOT NULL,
  password TEXT, UNIQUE (account, key)
);

CREATE TABLE content (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL, html TEXT NOT NULL, text TEXT NOT NULL
);

CREATE TABLE template (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, name TEXT NOT NULL,
  content INTEGER NOT NULL, status INTEGER NOT NULL, reason TEXT NOT NULL,
  created REAL NOT NULL, due REAL
);
CREATE INDEX template_due ON template (due) WHERE due IS NOT NULL;

CREATE TABLE receiver (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, name TEXT NOT NULL,
  description TEXT NOT NULL, created REAL NOT NULL, size INTEGER NOT NULL DEFAULT 0,
  valid INTEGER NOT NULL DEFAULT 0, variables TEXT, ready REAL NOT NULL DEFAULT 0,
  with_data INTEGER NOT NULL DEFAULT 0, UNIQUE (account, name)
);

CREATE TABLE recipient (
  id INTEGER PRIMARY KEY AUTOINCREMENT, receiver INTEGER NOT NULL, email TEXT NOT NULL,
  data TEXT, valid INTEGER NOT NULL, created REAL NOT NULL, UNIQUE (receiver, email)
);
CREATE INDEX recipient_order ON recipient (receiver);

CREATE TABLE task (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, type INTEGER NOT NULL,
  status INTEGER NOT NULL, receiver INTEGER NOT NULL, receiver_name TEXT NOT NULL,
  draft TEXT NOT NULL, domain TEXT NOT NULL, content INTEGER NOT NULL,
  template TEXT, timed TEXT, cycle TEXT,
  requested INTEGER NOT NULL, sent INTEGER NOT NULL DEFAULT 0,
  cached INTEGER NOT NULL DEFAULT 0, position INTEGER NOT NULL DEFAULT 0,
  remaining INTEGER NOT NULL DEFAULT 0,
  planned REAL NOT NULL, due REAL, created REAL NOT NULL, updated REAL NOT NULL,
  error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX task_due ON task (due) WHERE due IS NOT NULL;
CREATE INDEX task_remaining ON task (account) WHERE remaining > 0;

CREATE TABLE message (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL, message_id TEXT NOT NULL UNIQUE,
  header_id TEXT NOT NULL, task INTEGER, sender TEXT NOT NULL, reply_to TEXT,
  subject TEXT NOT NULL, content INTEGER NOT NULL, template INTEGER, data TEXT NOT NULL,
  unsubscribe TEXT, footer TEXT, extra TEXT, attached INTEGER NOT NULL, sent REAL NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX message_task ON message (task) WHERE task IS NOT NULL;

CREATE TABLE attachment (
  id INTEGER PRIMARY KEY, message INTEGER NOT NULL, name TEXT NOT NULL,
  content BLOB NOT NULL
);
CREATE INDEX attachment_message ON attachment (message);

CREATE TABLE submitted (message INTEGER PRIMARY KEY, raw BLOB NOT NULL);

CREATE TABLE delivery (
  id INTEGER PRIMARY KEY, message INTEGER NOT NULL, account TEXT NOT NULL,
  day INTEGER NOT NULL, kind INTEGER NOT NULL, email TEXT NOT NULL,
  sender_domain TEXT NOT NULL, send_status INTEGER NOT NULL,
  deliver_status INTEGER NOT NULL, reason TEXT NOT NULL, delivered REAL NOT NULL,
  bounced INTEGER NOT NULL DEFAULT 0, opened INTEGER NOT NULL DEFAULT 0,
  clicked INTEGER NOT NULL DEFAULT 0, unsubscribed INTEGER NOT NULL DEFAULT 0,
  complained INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX delivery_message ON delivery (message);
CREATE INDEX delivery_day ON delivery (account, day);

CREATE TABLE event (
  id INTEGER PRIMARY KEY, delivery INTEGER NOT NULL, message INTEGER NOT NULL,
  account TEXT NOT NULL, email TEXT NOT NULL, name TEXT NOT NULL, time REAL NOT NULL,
  reason TEXT, bounce_type TEXT, link TEXT, useragent TEXT
);
CREATE INDEX event_message ON event (message);
CREATE INDEX event_complaint ON event (account, time) WHERE name = 'spamreport';

CREATE TABLE later (
  id INTEGER PRIMARY KEY, due REAL NOT NULL, delivery INTEGER NOT NULL
);
CREATE INDEX later_due ON later (due);

CREATE TABLE callback (
  event INTEGER PRIMARY KEY, attempts INTEGER NOT NULL DEFAULT 0,
  due REAL NOT NULL, error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX callback_due ON callback (due);

CREATE TABLE black (
  account TEXT, email TEXT, time REAL NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (account, email)
) WITHOUT ROWID;

CREATE TABLE custom_black (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, email TEXT NOT NULL,
  created REAL NOT NULL, expires TEXT, UNIQUE (account, email)
);

CREATE TABLE unsubscribed (
  account TEXT, domain TEXT, email TEXT, time REAL NOT NULL,
  PRIMARY KEY (account, domain, email)
) WITHOUT ROWID;

CREATE TABLE unsubscribe_config (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL, key TEXT NOT NULL, address TEXT NOT NULL,
  language TEXT NOT NULL, status INTEGER NOT NULL, UNIQUE (account, key)
);

CREATE TABLE paused (
  account TEXT, domain TEXT, until REAL NOT NULL, PRIMARY KEY (account, domain)
) WITHOUT ROWID;

INSERT INTO sqlite_sequence (name, seq) VALUES
  ('template', 10000), ('receiver', 1000), ('recipient', 500000), ('task', 3000),
  ('custom_black', 304000);
"""
"""Ids start at numbers by which one can tell what they are."""

"""The tables of the message service.

Every row belongs to an `account`. Times are seconds since 1970.
"""

VERSION = 1
"""Raised with every change of the tables."""

MAINLAND, GLOBAL = 0, 1
"""Values of `International`."""

BOTH = 3
"""Value of `TemplateScope` for templates of both kinds."""

SCHEMA = """
CREATE TABLE sms_setting (
  account TEXT, name TEXT, value TEXT NOT NULL,
  PRIMARY KEY (account, name)
) WITHOUT ROWID;

CREATE TABLE sms_signature (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, name TEXT NOT NULL,
  scope INTEGER NOT NULL, qualification INTEGER NOT NULL, status INTEGER NOT NULL,
  reason TEXT NOT NULL, created REAL NOT NULL, due REAL,
  deleted INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX sms_signature_name ON sms_signature (account, name);
CREATE INDEX sms_signature_due ON sms_signature (due) WHERE due IS NOT NULL;

CREATE TABLE sms_template (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, name TEXT NOT NULL,
  content TEXT NOT NULL, type INTEGER NOT NULL, scope INTEGER NOT NULL,
  status INTEGER NOT NULL, reason TEXT NOT NULL, created REAL NOT NULL, due REAL,
  deleted INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX sms_template_account ON sms_template (account);
CREATE INDEX sms_template_due ON sms_template (due) WHERE due IS NOT NULL;

CREATE TABLE sms_message (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, app TEXT NOT NULL,
  serial TEXT NOT NULL, number TEXT NOT NULL, country_code TEXT NOT NULL,
  subscriber TEXT NOT NULL, country TEXT NOT NULL, template TEXT NOT NULL,
  signature TEXT NOT NULL, text TEXT NOT NULL, masked TEXT NOT NULL,
  sender TEXT NOT NULL, extend TEXT NOT NULL, session TEXT NOT NULL,
  code TEXT NOT NULL, fee INTEGER NOT NULL, sent REAL NOT NULL, status INTEGER NOT NULL,
  report TEXT NOT NULL DEFAULT '', received REAL NOT NULL DEFAULT 0, due REAL,
  removed INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX sms_message_serial ON sms_message (serial) WHERE serial <> '';
CREATE INDEX sms_message_number ON sms_message (account, number, sent);
CREATE INDEX sms_message_talk ON sms_message (number, id);
CREATE INDEX sms_message_sent ON sms_message (account, sent);
CREATE INDEX sms_message_due ON sms_message (due) WHERE due IS NOT NULL;

CREATE TABLE sms_report (
  id INTEGER PRIMARY KEY AUTOINCREMENT, message INTEGER NOT NULL, account TEXT NOT NULL,
  app TEXT NOT NULL, number TEXT NOT NULL, code TEXT NOT NULL, time REAL NOT NULL,
  pulled INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX sms_report_waiting ON sms_report (account, app) WHERE pulled = 0;
CREATE INDEX sms_report_number ON sms_report (account, number);
CREATE INDEX sms_report_message ON sms_report (message);

CREATE TABLE sms_reply (
  id INTEGER PRIMARY KEY AUTOINCREMENT, message INTEGER NOT NULL, account TEXT NOT NULL,
  app TEXT NOT NULL, number TEXT NOT NULL, text TEXT NOT NULL, time REAL NOT NULL,
  pulled INTEGER NOT NULL DEFAULT 0, removed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX sms_reply_waiting ON sms_reply (account, app) WHERE pulled = 0;
CREATE INDEX sms_reply_number ON sms_reply (account, number);
CREATE INDEX sms_reply_talk ON sms_reply (number, id);

CREATE TABLE sms_opt_out (
  account TEXT, number TEXT, time REAL NOT NULL, PRIMARY KEY (account, number)
) WITHOUT ROWID;

CREATE TABLE sms_package (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, app TEXT NOT NULL,
  type INTEGER NOT NULL, amount INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0,
  created REAL NOT NULL, expires REAL NOT NULL
);
CREATE INDEX sms_package_app ON sms_package (account, app);

CREATE TABLE sms_conversion (
  account TEXT, serial TEXT, time REAL NOT NULL, PRIMARY KEY (account, serial)
) WITHOUT ROWID;

CREATE TABLE sms_callback (
  id INTEGER PRIMARY KEY AUTOINCREMENT, report INTEGER, reply INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL, error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX sms_callback_due ON sms_callback (due);

INSERT INTO sqlite_sequence (name, seq) VALUES
  ('sms_signature', 20000), ('sms_template', 40000), ('sms_package', 1000500000);
"""
"""Ids start at numbers by which one can tell what they are."""

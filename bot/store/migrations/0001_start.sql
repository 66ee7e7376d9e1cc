-- BLOB columns hold free text and pass through bot/store/sealed.py; TEXT columns hold ids and closed tags only.
-- Times are milliseconds since 1970 in UTC, days are ISO dates in the member's own zone.

CREATE TABLE member (
  id TEXT PRIMARY KEY,
  platform TEXT NOT NULL,
  address TEXT NOT NULL,
  community TEXT,
  name BLOB,
  language TEXT NOT NULL,
  zone TEXT NOT NULL,
  country TEXT,
  consent TEXT NOT NULL DEFAULT 'unasked',
  cadence TEXT NOT NULL DEFAULT 'weekly',
  weekday INTEGER NOT NULL DEFAULT 2,
  hour INTEGER NOT NULL DEFAULT 10,
  quiet_from TEXT NOT NULL DEFAULT '20:00',
  quiet_until TEXT NOT NULL DEFAULT '09:00',
  paused_until TEXT,
  hushed INTEGER NOT NULL DEFAULT 0,
  current_run TEXT,
  seen_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (platform, address)
) STRICT;

CREATE TABLE run (
  id TEXT PRIMARY KEY,
  member TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  flow TEXT NOT NULL,
  journey TEXT NOT NULL,
  came_from TEXT,
  link TEXT NOT NULL DEFAULT 'start',
  state TEXT NOT NULL DEFAULT 'open',
  version INTEGER NOT NULL DEFAULT 0,
  args BLOB NOT NULL,
  opened_at INTEGER NOT NULL,
  touched_at INTEGER NOT NULL
) STRICT;
CREATE INDEX run_member ON run (member, touched_at);

CREATE TABLE answer (
  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  value BLOB NOT NULL,
  withdrawn INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (run, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE effect (
  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  stated BLOB NOT NULL,
  before BLOB,
  PRIMARY KEY (run, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE rejection (
  id TEXT PRIMARY KEY,
  member TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  day TEXT NOT NULL,
  company BLOB,
  role BLOB,
  stage TEXT,
  closed INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX rejection_member ON rejection (member, created_at);

CREATE TABLE plan_item (
  id TEXT PRIMARY KEY,
  member TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  journey TEXT,
  source TEXT NOT NULL,
  tag TEXT,
  text BLOB,
  cue TEXT,
  area TEXT,
  subject TEXT,
  due TEXT NOT NULL,
  percent INTEGER NOT NULL DEFAULT 0,
  done_on TEXT,
  dropped INTEGER NOT NULL DEFAULT 0,
  edited INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX plan_item_member ON plan_item (member, due);

CREATE TABLE note (
  id TEXT PRIMARY KEY,
  member TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  journey TEXT,
  kind TEXT NOT NULL,
  tag TEXT,
  text BLOB,
  day TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX note_member ON note (member, kind, created_at);

-- next_at means both due and visible again; NULL waits for the member.
CREATE TABLE nudge (
  id TEXT PRIMARY KEY,
  member TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  journey TEXT,
  kind TEXT NOT NULL,
  subject TEXT,
  agreed INTEGER NOT NULL,
  format INTEGER NOT NULL DEFAULT 1,
  local_time TEXT NOT NULL,
  zone TEXT NOT NULL,
  rule TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  late_until INTEGER NOT NULL,
  next_at INTEGER,
  state TEXT NOT NULL DEFAULT 'waiting',
  reason TEXT,
  owner TEXT,
  attempt INTEGER NOT NULL DEFAULT 0,
  sent_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX nudge_waiting ON nudge (next_at) WHERE state = 'waiting' AND next_at IS NOT NULL;
CREATE INDEX nudge_member ON nudge (member, state);

CREATE TABLE post (
  id TEXT PRIMARY KEY,
  member TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  run TEXT NOT NULL,
  key TEXT NOT NULL,
  place TEXT NOT NULL,
  message TEXT NOT NULL,
  tags TEXT NOT NULL,
  text BLOB NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending',
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX post_member ON post (member);

CREATE TABLE mentoring (
  id TEXT PRIMARY KEY,
  member TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  community TEXT,
  side TEXT NOT NULL,
  topics TEXT NOT NULL,
  capacity INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX mentoring_member ON mentoring (member);

-- Channels of a community in which members may share a line. They belong to the community, not to a member.
CREATE TABLE place (
  id TEXT PRIMARY KEY,
  platform TEXT NOT NULL,
  community TEXT NOT NULL,
  address TEXT NOT NULL,
  name TEXT NOT NULL
) STRICT;
CREATE INDEX place_community ON place (community);

-- What a community says and lists in place of ours, or besides. It belongs to the community, not to a member, and is sealed with
-- a key of the installation's own. version is other after each change, and never the same again: what was read under it holds.
CREATE TABLE own_version (
  platform TEXT NOT NULL,
  community TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (platform, community)
) STRICT, WITHOUT ROWID;

-- A message of the words, in one language, as the community has it.
CREATE TABLE own_words (
  platform TEXT NOT NULL,
  community TEXT NOT NULL,
  language TEXT NOT NULL,
  message TEXT NOT NULL,
  text BLOB NOT NULL,
  PRIMARY KEY (platform, community, language, message)
) STRICT, WITHOUT ROWID;

-- An entry of the community's own: kind is coach, opening, group, event or learning; fields are those of a content file, as JSON.
CREATE TABLE own_entry (
  platform TEXT NOT NULL,
  community TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  fields BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (platform, community, id)
) STRICT, WITHOUT ROWID;

-- What a member told those who run a community: about one commitment or post (kind, subject), once. named: they may know who
-- told them. state: open, or how it was settled: left, down, week, month.
CREATE TABLE report (
  id TEXT PRIMARY KEY,
  member TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  platform TEXT NOT NULL,
  community TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  wrong TEXT NOT NULL,
  text BLOB,
  named INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'open',
  told INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  settled_at INTEGER,
  UNIQUE (member, subject)
) STRICT;
CREATE INDEX report_open ON report (platform, community, created_at) WHERE state = 'open';

-- Who shows nothing to others in a community for a while: before the day `until`, in the member's own zone.
CREATE TABLE muted (
  member TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  platform TEXT NOT NULL,
  community TEXT NOT NULL,
  until TEXT NOT NULL,
  PRIMARY KEY (member, platform, community)
) STRICT, WITHOUT ROWID;

-- From here on text is sealed (sealed_up.py seals what was there), and who somebody is on their platform is text too: found by
-- a keyed hash, read only when something is sent.
ALTER TABLE member RENAME COLUMN address TO address_hash;
ALTER TABLE member ADD COLUMN address BLOB;
-- Days without a word from them after which all of it goes; NULL where they did not choose.
ALTER TABLE member ADD COLUMN keep_days INTEGER;
-- When all of it goes because they left the last community that they shared with the bot.
ALTER TABLE member ADD COLUMN leave_at INTEGER;

-- A run that celebrates nothing. Asking for a person sets it as well as being offered one.
ALTER TABLE run ADD COLUMN quiet INTEGER NOT NULL DEFAULT 0;

-- What the platform calls a post, so that it can be taken back.
ALTER TABLE post ADD COLUMN reference TEXT;

-- What was typed and is not kept until its author says so. It belongs to the run that asks them.
CREATE TABLE draft (
  run TEXT PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
  given BLOB NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX draft_expires ON draft (expires_at);

-- The communities in which a member and the bot met. left_at is NULL while they share it.
CREATE TABLE membership (
  member TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  community TEXT NOT NULL,
  left_at INTEGER,
  PRIMARY KEY (member, community)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_community ON membership (community);
INSERT INTO membership (member, community) SELECT id, community FROM member WHERE community IS NOT NULL;

-- What is still to be done for members who are gone from here: destroy their keys, and take back what they posted. No row
-- says who they were; both empty themselves.
CREATE TABLE forgotten (
  member TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT;
CREATE TABLE take_back (
  id TEXT PRIMARY KEY,
  platform TEXT NOT NULL,
  address TEXT NOT NULL,
  reference TEXT,
  until INTEGER NOT NULL
) STRICT;

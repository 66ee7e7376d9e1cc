-- What organisers switch in their community. paused_until: the bot says nothing there until then. off: it says nothing there at
-- all. dm_cap: how many nudges of this community a member gets in a week; NULL where only our own limits count.
ALTER TABLE community ADD COLUMN paused_until INTEGER;
ALTER TABLE community ADD COLUMN off INTEGER NOT NULL DEFAULT 0;
ALTER TABLE community ADD COLUMN dm_cap INTEGER;

-- Whether requests for a mentor are posted there. NULL where nothing was chosen.
ALTER TABLE place ADD COLUMN mentors INTEGER;

-- What organisers changed. `subject` is an id or a tag, never a member's; who goes leaves their entries without a name.
CREATE TABLE audit (
  id TEXT PRIMARY KEY,
  platform TEXT NOT NULL,
  community TEXT NOT NULL,
  actor TEXT REFERENCES member (id) ON DELETE SET NULL,
  what TEXT NOT NULL,
  subject TEXT,
  noted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_community ON audit (platform, community, noted_at);
CREATE INDEX audit_actor ON audit (actor);

-- The message with buttons that organisers pin: the bot's own words, of no member's.
CREATE TABLE pinned (
  id TEXT PRIMARY KEY,
  platform TEXT NOT NULL,
  community TEXT NOT NULL,
  address TEXT NOT NULL,
  message TEXT NOT NULL,
  opens TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending',
  reference TEXT,
  created_at INTEGER NOT NULL
) STRICT;

-- Members who offer to be around for a week now and then. They are asked once an organiser vouched; skipped passes over one turn.
CREATE TABLE helper (
  member TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  platform TEXT NOT NULL,
  community TEXT NOT NULL,
  vouched_at INTEGER,
  skipped INTEGER NOT NULL DEFAULT 0,
  offered_at INTEGER NOT NULL,
  PRIMARY KEY (member, community)
) STRICT, WITHOUT ROWID;
CREATE INDEX helper_community ON helper (platform, community);

-- The weeks that a helper was asked for, before there is a round. state: asked, yes, no. round is NULL until one began.
CREATE TABLE helper_turn (
  id TEXT PRIMARY KEY,
  circle TEXT NOT NULL REFERENCES circle (id) ON DELETE CASCADE,
  member TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  round TEXT REFERENCES round (id) ON DELETE CASCADE,
  state TEXT NOT NULL DEFAULT 'asked',
  begins_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX helper_turn_circle ON helper_turn (circle, begins_at);
CREATE INDEX helper_turn_member ON helper_turn (member);

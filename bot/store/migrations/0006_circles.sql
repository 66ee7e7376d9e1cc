-- A nudge counts against the limit of the community in which it was agreed to.
ALTER TABLE nudge ADD COLUMN community TEXT;

-- What the button of a post opens, as ``word:id``. stale counts changes that do not stand there yet.
ALTER TABLE post ADD COLUMN opens TEXT NOT NULL DEFAULT '';
ALTER TABLE post ADD COLUMN stale INTEGER NOT NULL DEFAULT 0;
-- A day that the post names, and where, in its author's words. A post that its author took back is in the state gone, without
-- its text.
ALTER TABLE post ADD COLUMN day TEXT;
ALTER TABLE post ADD COLUMN whereabouts BLOB;
CREATE INDEX post_stale ON post (id) WHERE stale > 0;

-- Channels that are circles. Day, hour and zone are when a round begins; `needs` of any four rounds are what somebody aims at.
-- `step` is what is to be done next, at next_at (NULL: to be reckoned): begin, pair, look, close, soon. state: open, paused (by an organiser), lost (the
-- channel is gone, or closed to the bot), closed. organiser is who is told in private when something is wrong.
CREATE TABLE circle (
  id TEXT PRIMARY KEY,
  platform TEXT NOT NULL,
  community TEXT NOT NULL,
  place TEXT NOT NULL REFERENCES place (id) ON DELETE CASCADE,
  weekday INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  zone TEXT NOT NULL,
  pods INTEGER NOT NULL,
  buddies INTEGER NOT NULL,
  needs INTEGER NOT NULL DEFAULT 3,
  language TEXT NOT NULL DEFAULT 'en',
  state TEXT NOT NULL DEFAULT 'open',
  step TEXT NOT NULL DEFAULT 'begin',
  next_at INTEGER,
  organiser TEXT REFERENCES member (id) ON DELETE SET NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (place)
) STRICT;
CREATE INDEX circle_due ON circle (next_at) WHERE state = 'open';
CREATE INDEX circle_community ON circle (platform, community);

-- A week of a circle. state: open, closed, cut (short, as by a pause: it counts for those who did something in it).
CREATE TABLE round (
  id TEXT PRIMARY KEY,
  circle TEXT NOT NULL REFERENCES circle (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  opens_at INTEGER NOT NULL,
  looks_at INTEGER NOT NULL,
  closes_at INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'open',
  UNIQUE (circle, number)
) STRICT;

-- Small groups of a circle. `place` is its private place, NULL until it is there. state: open, closed, gone (its place too).
-- next_at is when its place is looked at again where something went wrong.
CREATE TABLE pod (
  id TEXT PRIMARY KEY,
  circle TEXT NOT NULL REFERENCES circle (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  place TEXT REFERENCES place (id) ON DELETE SET NULL,
  state TEXT NOT NULL DEFAULT 'open',
  next_at INTEGER,
  created_at INTEGER NOT NULL,
  UNIQUE (circle, number)
) STRICT;
-- Who was let into the place of a pod, so that it can be held against who belongs there.
CREATE TABLE seated (
  pod TEXT NOT NULL REFERENCES pod (id) ON DELETE CASCADE,
  member TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  PRIMARY KEY (pod, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX seated_member ON seated (member);
-- Who is still to be let out of the place of a pod, by its address: their own one, sealed, as they may be forgotten by then.
CREATE TABLE parting (
  id TEXT PRIMARY KEY,
  platform TEXT NOT NULL,
  place TEXT NOT NULL,
  who BLOB NOT NULL,
  until INTEGER NOT NULL
) STRICT;

-- Who is in a circle, and how: looks (a DM in the middle of the week), buddies (takes part in pairs), away_from and away_until
-- (days: when they were away last, or are).
-- left_at is NULL while they are in it.
CREATE TABLE circle_member (
  circle TEXT NOT NULL REFERENCES circle (id) ON DELETE CASCADE,
  member TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  looks INTEGER NOT NULL DEFAULT 0,
  buddies INTEGER NOT NULL DEFAULT 0,
  away_from TEXT,
  away_until TEXT,
  pod TEXT REFERENCES pod (id) ON DELETE SET NULL,
  joined_at INTEGER NOT NULL,
  left_at INTEGER,
  PRIMARY KEY (circle, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX circle_member_member ON circle_member (member);
CREATE INDEX circle_member_pod ON circle_member (pod) WHERE pod IS NOT NULL;

-- What somebody means to do in a round: `text` in their words, or `tag` a message of the words (`subject` is what it is about);
-- `item` the plan item that it was. sight: public, pod, private. state: open, done, withdrawn. post is where it stands, if it does.
CREATE TABLE commitment (
  id TEXT PRIMARY KEY,
  member TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  circle TEXT NOT NULL REFERENCES circle (id) ON DELETE CASCADE,
  round TEXT NOT NULL REFERENCES round (id) ON DELETE CASCADE,
  tag TEXT,
  subject TEXT,
  text BLOB,
  whereabouts BLOB,
  due TEXT NOT NULL,
  item TEXT,
  sight TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'open',
  done_on TEXT,
  post TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX commitment_round ON commitment (round, member);
CREATE INDEX commitment_member ON commitment (member, circle);

-- A cheer for what somebody means to do, or did. `kind` names a message of the words.
CREATE TABLE cheer (
  commitment TEXT NOT NULL REFERENCES commitment (id) ON DELETE CASCADE,
  member TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (commitment, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX cheer_member ON cheer (member);

-- Who is whose buddy in a round: two, or three.
CREATE TABLE pairing (
  id TEXT PRIMARY KEY,
  circle TEXT NOT NULL REFERENCES circle (id) ON DELETE CASCADE,
  round TEXT NOT NULL REFERENCES round (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX pairing_circle ON pairing (circle, created_at);
CREATE TABLE paired (
  pairing TEXT NOT NULL REFERENCES pairing (id) ON DELETE CASCADE,
  member TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  PRIMARY KEY (pairing, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX paired_member ON paired (member);
-- Whom a member does not want as a buddy. Nobody else is told.
CREATE TABLE apart (
  member TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  other TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  PRIMARY KEY (member, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX apart_other ON apart (other);

-- What the bot itself says in a channel: once, like a post. Drawn when it is sent. kind: invitation, digest, pod-digest, few.
-- state: pending, sending, said, refused, unknown, late, gone. stale_at: since when it has to be said anew, because of what
-- it quotes; due_at is then when that is tried next.
CREATE TABLE announcement (
  id TEXT PRIMARY KEY,
  circle TEXT NOT NULL REFERENCES circle (id) ON DELETE CASCADE,
  round TEXT REFERENCES round (id) ON DELETE CASCADE,
  place TEXT NOT NULL REFERENCES place (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending',
  reference TEXT,
  due_at INTEGER NOT NULL,
  late_until INTEGER NOT NULL,
  stale_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX announcement_pending ON announcement (due_at) WHERE state IN ('pending', 'sending');
CREATE INDEX announcement_stale ON announcement (due_at) WHERE stale_at IS NOT NULL;
-- Whose words an announcement shows. commitment is NULL once what was quoted is deleted, as where its author is forgotten.
CREATE TABLE quote (
  id TEXT PRIMARY KEY,
  announcement TEXT NOT NULL REFERENCES announcement (id) ON DELETE CASCADE,
  commitment TEXT REFERENCES commitment (id) ON DELETE SET NULL
) STRICT;
CREATE INDEX quote_announcement ON quote (announcement);
CREATE INDEX quote_commitment ON quote (commitment);

-- Where a member is reached by DM, as the platform calls it: opening one anew each time is what platforms count as spam.
ALTER TABLE member ADD COLUMN dm BLOB;

-- When it was last looked whether they are still there. Platforms without a list of members are asked one by one.
ALTER TABLE membership ADD COLUMN checked_at INTEGER NOT NULL DEFAULT 0;

-- The communities that installed the bot. greeted_at is NULL until somebody who runs it was shown the first steps.
CREATE TABLE community (
  platform TEXT NOT NULL,
  id TEXT NOT NULL,
  greeted_at INTEGER,
  PRIMARY KEY (platform, id)
) STRICT, WITHOUT ROWID;
INSERT INTO community (platform, id) SELECT DISTINCT member.platform, membership.community FROM membership
  JOIN member ON member.id = membership.member WHERE membership.left_at IS NULL;

-- Whether lines may be shared there now. One that was closed stays, so that what was shared there can be taken back.
ALTER TABLE place ADD COLUMN open INTEGER NOT NULL DEFAULT 1;

-- What a platform was last told of the bot, such as its commands, as a hash: it is told again where that changed.
CREATE TABLE told (
  platform TEXT NOT NULL,
  what TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (platform, what)
) STRICT, WITHOUT ROWID;

-- Where the bot was installed by whoever wanted it, and the tokens that it was given there, sealed. expires_at is NULL where
-- tokens are not rotated. version counts tokens; whoever renews one holds a lease on it, as a refresh token is good once.
-- lapsed_at says since when it cannot be renewed.
CREATE TABLE installation (
  platform TEXT NOT NULL,
  community TEXT NOT NULL,
  token BLOB NOT NULL,
  refresh BLOB,
  expires_at INTEGER,
  bot TEXT NOT NULL,
  bot_user TEXT NOT NULL,
  scopes TEXT NOT NULL,
  installed_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  leased_until INTEGER,
  lapsed_at INTEGER,
  PRIMARY KEY (platform, community)
) STRICT, WITHOUT ROWID;

-- Installations that somebody began and has not finished: hashes of what their browser brings back.
CREATE TABLE installing (
  state TEXT PRIMARY KEY,
  browser TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

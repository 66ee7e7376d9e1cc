-- What one of several processes does for all of them: a shard's gateway, a platform's messages, a periodic job. The owner adds
-- to beat as long as it lives; whoever sees it stand still for long takes over.
CREATE TABLE lease (
  name TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  beat INTEGER NOT NULL DEFAULT 0
) STRICT;

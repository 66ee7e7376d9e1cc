-- A community's week in rounded numbers, as it was when the week was over: never counted anew, and nothing of anybody in it. `week`
-- is its Monday; shown is NULL where a figure is left out.
CREATE TABLE snapshot (
  platform TEXT NOT NULL,
  community TEXT NOT NULL,
  week TEXT NOT NULL,
  cell TEXT NOT NULL,
  shown INTEGER,
  PRIMARY KEY (platform, community, week, cell)
) STRICT, WITHOUT ROWID;

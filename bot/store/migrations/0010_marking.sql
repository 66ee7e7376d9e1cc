-- Claiming and marking a nudge write nothing to an index by member: for each nudge that would be a page somewhere else. What a
-- member has before them is found by late_until, which neither of them changes; what lies behind them is not read with it.
DROP INDEX nudge_member;
CREATE INDEX nudge_member ON nudge (member, late_until);
CREATE INDEX nudge_unreachable ON nudge (member) WHERE state = 'unreachable';
-- With the member, so that a look at what is due reads no nudge.
DROP INDEX nudge_waiting;
CREATE INDEX nudge_waiting ON nudge (next_at, member) WHERE state = 'waiting' AND next_at IS NOT NULL;

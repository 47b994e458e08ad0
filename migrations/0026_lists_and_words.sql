-- Solved tickets that are due to be closed, and nothing else: a list of one state goes by the latest activity, and SQLite
-- would take this index for it and sort all tickets of the state.
DROP INDEX tickets_solved;
CREATE INDEX tickets_solved ON tickets (solved_at, id) WHERE state = 'solved';

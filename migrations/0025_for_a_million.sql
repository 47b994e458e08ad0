-- What was found by reading a desk of a million tickets: no statement of every day goes through a large table.

-- Mails that are due, and nothing else: taking them costs the same however many wait or were sent. Whoever asks in these
-- very words gets this index (the other way about, SQLite would take the one by state and sort).
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (next_at, id) WHERE state NOT IN ('sent', 'failed', 'suppressed') AND bundled_into IS NULL;
CREATE INDEX outbox_state ON outbox (state, id);
DROP INDEX outbox_bundled;
CREATE INDEX outbox_bundled ON outbox (bundled_into) WHERE bundled_into IS NOT NULL;
DROP INDEX inbound_due;
CREATE INDEX inbound_due ON inbound (next_at, id) WHERE result IN ('received', 'stuck');

-- Two accounts of one person become one.
CREATE INDEX messages_author ON messages (author_id, id);
CREATE INDEX watchers_person ON watchers (person_id, ticket_id);

-- The counters of open tickets are verified at night.
CREATE INDEX tickets_open_counts ON tickets (organization_id, assignee_id) WHERE is_open;

-- Files that wait for a scanner that is not asked any more.
CREATE INDEX attachments_pending ON attachments (id) WHERE scan = 'pending';

-- Several things that happened within a minute are one mail: `bundled_into` is the one that brings this.
ALTER TABLE outbox ADD COLUMN bundled_into BIGINT REFERENCES outbox (id);
CREATE INDEX outbox_bundled ON outbox (bundled_into);

-- Until when what it tells may be taken back; 0: it may not.
ALTER TABLE outbox ADD COLUMN revocable_until BIGINT NOT NULL DEFAULT 0;

-- Replies written on the web that may be taken back, or were.
CREATE TABLE undoable_replies (
    message_id BIGINT PRIMARY KEY NOT NULL REFERENCES messages (id),  -- `withdrawn`, and empty, once it was taken back
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    person_id BIGINT NOT NULL REFERENCES people (id),
    until_at BIGINT NOT NULL,
    before TEXT NOT NULL,                    -- how the ticket stood, as JSON
    typed TEXT NOT NULL                      -- what was written, as JSON, for its author; empty: not taken back
);
CREATE INDEX undoable_replies_until ON undoable_replies (until_at);

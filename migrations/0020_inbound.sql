-- The ledger: every message that ever reached a mailbox, and what became of it. Nothing is deleted from it.
CREATE TABLE inbound (
    id {pk},
    mailbox TEXT NOT NULL,              -- the address of the desk that it came to
    via TEXT NOT NULL,                  -- pipe, lmtp, imap
    envelope_from TEXT,                 -- empty: the null sender; NULL: nobody told
    envelope_to TEXT NOT NULL,          -- with what follows the plus sign; empty: nobody told
    message_id TEXT NOT NULL,           -- without the angle brackets; empty for none
    from_address TEXT NOT NULL,         -- as it claims; empty until it was read
    from_name TEXT NOT NULL,
    subject TEXT NOT NULL,
    excerpt TEXT NOT NULL,              -- the beginning of its words, for who decides about it
    sha256 TEXT NOT NULL,               -- of the raw bytes
    size BIGINT NOT NULL,
    raw {bytes},                        -- NULL: in the file store, by sha256
    received_at BIGINT NOT NULL,
    result TEXT NOT NULL,               -- received, created, appended, duplicate, ignored, bounce, quarantined, stuck
    reason TEXT NOT NULL,               -- a word for it, empty for none
    detail TEXT NOT NULL,               -- for staff: an error, a server's sentence
    trust TEXT NOT NULL,                -- pass, none, fail: whether the claimed sender's domain answers for it
    duplicate_of BIGINT REFERENCES inbound (id),
    ticket_id BIGINT REFERENCES tickets (id),
    message BIGINT REFERENCES messages (id),
    person_id BIGINT REFERENCES people (id),
    decision TEXT NOT NULL,             -- what a person wants done with it, as JSON; empty: nobody was asked
    decided_by BIGINT REFERENCES people (id),
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,            -- received, stuck: when it is read (again)
    settled_at BIGINT
);
CREATE INDEX inbound_due ON inbound (result, next_at, id);
CREATE INDEX inbound_result ON inbound (result, id);
CREATE INDEX inbound_message_id ON inbound (message_id, id);
CREATE INDEX inbound_sha256 ON inbound (sha256);
CREATE INDEX inbound_ticket ON inbound (ticket_id, id);
CREATE INDEX inbound_message ON inbound (message);
CREATE INDEX inbound_person ON inbound (person_id, id);
CREATE INDEX inbound_from ON inbound (from_address, id);

-- Which message was here first: by a digest of its Message-ID and body, in its mailbox.
CREATE TABLE inbound_keys (
    mailbox TEXT NOT NULL,
    digest TEXT NOT NULL,
    inbound_id BIGINT NOT NULL REFERENCES inbound (id),
    PRIMARY KEY (mailbox, digest)
);

-- Who writes to no ticket any more.
CREATE TABLE blocked_senders (
    address TEXT PRIMARY KEY NOT NULL,  -- an address, or @domain
    by_id BIGINT REFERENCES people (id),
    at BIGINT NOT NULL
);

-- What of a message was written now; the rest is history and signature. NULL: all of it, or it was not a mail.
ALTER TABLE messages ADD COLUMN stripped TEXT;

-- Where a file stands in the HTML of its message; NULL: beneath it.
ALTER TABLE attachments ADD COLUMN content_id TEXT;

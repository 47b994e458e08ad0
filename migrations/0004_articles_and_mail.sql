CREATE TABLE articles (
    id {pk},
    title TEXT NOT NULL,
    slug TEXT NOT NULL,
    summary TEXT NOT NULL,
    body TEXT NOT NULL,
    body_format TEXT NOT NULL,
    body_html TEXT NOT NULL,
    visibility TEXT NOT NULL,           -- public, customers, staff
    state TEXT NOT NULL,                -- draft, published
    language TEXT NOT NULL,
    category_id BIGINT REFERENCES categories (id),
    author_id BIGINT REFERENCES people (id),
    views BIGINT NOT NULL,
    solved BIGINT NOT NULL,             -- tickets that it spared
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX articles_slug ON articles (slug);
CREATE INDEX articles_popular ON articles (state, solved, views, id);

-- "Esto lo ha resuelto": a ticket that need not be written.
CREATE TABLE spared_tickets (
    id {pk},
    article_id BIGINT NOT NULL REFERENCES articles (id),
    person_id BIGINT REFERENCES people (id),
    organization_id BIGINT REFERENCES organizations (id),
    query TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX spared_tickets_article ON spared_tickets (article_id, at);

-- Mails to be sent and what became of them. Composed once, so that a retry repeats the same bytes.
CREATE TABLE outbox (
    id {pk},
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,               -- why this reader: requester, coordinator, technician, ...
    person_id BIGINT REFERENCES people (id),
    to_address TEXT NOT NULL,
    to_name TEXT NOT NULL,
    locale TEXT NOT NULL,
    ticket_id BIGINT REFERENCES tickets (id),
    ticket_message_id BIGINT REFERENCES messages (id),
    data TEXT NOT NULL,
    message_id TEXT NOT NULL,           -- RFC 5322 Message-ID, without the angle brackets
    automatic BOOLEAN NOT NULL,
    subject TEXT NOT NULL,
    mime {bytes},
    state TEXT NOT NULL,                -- queued, sending, sent, failed, suppressed
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    last_error TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    sent_at BIGINT
);
CREATE UNIQUE INDEX outbox_message_id ON outbox (message_id);
CREATE INDEX outbox_due ON outbox (state, next_at);
CREATE INDEX outbox_ticket ON outbox (ticket_id, id);
CREATE INDEX outbox_address ON outbox (to_address, id);

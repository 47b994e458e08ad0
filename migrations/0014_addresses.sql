-- Further proved addresses of a person; the one that mails go to stands in people.
CREATE TABLE addresses (
    id {pk},
    person_id BIGINT NOT NULL REFERENCES people (id),
    email TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX addresses_email ON addresses (email);
CREATE INDEX addresses_person ON addresses (person_id, id);

-- An address that somebody says is theirs, until its link is used.
CREATE TABLE address_links (
    token_hash TEXT PRIMARY KEY NOT NULL,
    person_id BIGINT NOT NULL REFERENCES people (id),
    email TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX address_links_expiry ON address_links (expires_at);

-- Two accounts that were one person's. What moved is kept row by row, so that it can move back.
CREATE TABLE merges (
    id {pk},
    kept_id BIGINT NOT NULL REFERENCES people (id),
    gone_id BIGINT NOT NULL REFERENCES people (id),
    gone_email TEXT NOT NULL,
    gone_state TEXT NOT NULL,
    by_id BIGINT NOT NULL REFERENCES people (id),
    at BIGINT NOT NULL,
    undone_at BIGINT
);
CREATE INDEX merges_kept ON merges (kept_id, id);
CREATE INDEX merges_gone ON merges (gone_id, id);

CREATE TABLE merged_rows (
    merge_id BIGINT NOT NULL REFERENCES merges (id),
    kind TEXT NOT NULL,                 -- ticket, message, watcher, identity, address, membership
    row_id BIGINT NOT NULL,
    PRIMARY KEY (merge_id, kind, row_id)
);

-- Times are microseconds since 1970 UTC; ids number themselves; JSON is TEXT.

CREATE TABLE settings (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);

-- Work to be done after the commit that asked for it.
CREATE TABLE jobs (
    id {pk},
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,                -- due, failed (given up)
    run_at BIGINT NOT NULL,
    leased_until BIGINT,                -- somebody is at it until then; after it, anybody may
    attempts BIGINT NOT NULL,
    last_error TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX jobs_due ON jobs (state, run_at);

-- What happened, to what, by whom. Never changed, never deleted.
CREATE TABLE events (
    id {pk},
    at BIGINT NOT NULL,
    object TEXT NOT NULL,
    object_id BIGINT NOT NULL,
    verb TEXT NOT NULL,
    actor_id BIGINT,
    ip TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX events_object ON events (object, object_id, id);
CREATE INDEX events_actor ON events (actor_id, id);

CREATE TABLE people (
    id {pk},
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    folded TEXT NOT NULL,               -- name and address without case and accents, for finding
    phone TEXT NOT NULL,
    role TEXT NOT NULL,                 -- requester, technician, admin
    state TEXT NOT NULL,                -- unconfirmed, pending, active, rejected, disabled
    locale TEXT NOT NULL,
    theme TEXT NOT NULL,                -- system, light, dark
    password_hash TEXT,
    all_organizations BOOLEAN NOT NULL, -- staff only: attends every client
    claimed_organization TEXT NOT NULL, -- what the applicant said; words, not a right
    decided_by BIGINT REFERENCES people (id),
    decided_at BIGINT,
    decision_reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX people_email ON people (email);
CREATE INDEX people_state ON people (state, id);
CREATE INDEX people_role ON people (role, name, id);

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY NOT NULL,
    person_id BIGINT NOT NULL REFERENCES people (id),
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ip TEXT NOT NULL,
    user_agent TEXT NOT NULL
);
CREATE INDEX sessions_person ON sessions (person_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Links sent by mail: to confirm an address, to choose a new password. Good for one use.
CREATE TABLE mail_links (
    token_hash TEXT PRIMARY KEY NOT NULL,
    person_id BIGINT NOT NULL REFERENCES people (id),
    purpose TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX mail_links_person ON mail_links (person_id, purpose);

CREATE TABLE api_tokens (
    id {pk},
    token_hash TEXT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES people (id),
    name TEXT NOT NULL,
    scope TEXT NOT NULL,                -- read, write, admin
    created_at BIGINT NOT NULL,
    expires_at BIGINT
);
CREATE UNIQUE INDEX api_tokens_hash ON api_tokens (token_hash);
CREATE INDEX api_tokens_person ON api_tokens (person_id);

-- The answer to a POST, kept a day so that the same request makes one thing.
CREATE TABLE idempotency (
    person_id BIGINT NOT NULL,
    once TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    answer TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, once)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

-- Sessions that people see and end: a number that is not the key, when the person last showed who they are, and
-- who really sits there when somebody of the administration looks on as this person.
CREATE TABLE numbered_sessions (
    id {pk},
    token_hash TEXT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES people (id),
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    proved_at BIGINT NOT NULL,
    renew BOOLEAN NOT NULL,             -- gets another key at its next request
    ip TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    impersonator_id BIGINT REFERENCES people (id),
    parent_id BIGINT                    -- the impersonator's own session, to come back to
);
INSERT INTO numbered_sessions
    (token_hash, person_id, created_at, seen_at, expires_at, proved_at, renew, ip, user_agent)
SELECT token_hash, person_id, created_at, seen_at, expires_at, created_at, FALSE, ip, user_agent FROM sessions;
DROP TABLE sessions;
ALTER TABLE numbered_sessions RENAME TO sessions;
CREATE UNIQUE INDEX sessions_token ON sessions (token_hash);
CREATE INDEX sessions_person ON sessions (person_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);
CREATE INDEX sessions_impersonator ON sessions (impersonator_id) WHERE impersonator_id IS NOT NULL;

-- Browsers from which somebody has signed in before. One without a key only tells that there have been others.
CREATE TABLE devices (
    id {pk},
    person_id BIGINT NOT NULL REFERENCES people (id),
    token_hash TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    network TEXT NOT NULL,              -- 203.0.113.0/24, 2001:db8:12::/48
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX devices_token ON devices (token_hash);
CREATE INDEX devices_person ON devices (person_id, id);
CREATE INDEX devices_age ON devices (seen_at);

-- Who acted under the name of actor_id.
ALTER TABLE events ADD COLUMN impersonator_id BIGINT;

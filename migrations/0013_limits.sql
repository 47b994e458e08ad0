-- Tries counted for all nodes: of one account, one address, one network.
CREATE TABLE tries (
    kind TEXT NOT NULL,                 -- login, reset, register
    subject TEXT NOT NULL,              -- SHA-256: what is typed into a form need not be kept
    tries BIGINT NOT NULL,              -- in a row; told in the record of events
    at BIGINT NOT NULL,
    free_at BIGINT NOT NULL,            -- when all that was used up is there again, or when the pause ends
    PRIMARY KEY (kind, subject)
);
CREATE INDEX tries_age ON tries (at);

-- Browsers in which a person has signed in: their tries are counted apart, so that a stranger's delay none of them.
CREATE TABLE known_browsers (
    token_hash TEXT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES people (id),
    used_at BIGINT NOT NULL,
    PRIMARY KEY (token_hash, person_id)
);
CREATE INDEX known_browsers_person ON known_browsers (person_id, used_at);
CREATE INDEX known_browsers_age ON known_browsers (used_at);

-- The record of events is searched by what happened and by when.
CREATE INDEX events_verb ON events (object, verb, id);
CREATE INDEX events_at ON events (at, id);

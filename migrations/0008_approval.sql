-- A newcomer's way in: when the waiting began, by which way they came, who invited them.
CREATE TABLE invitations (
    id {pk},
    token_hash TEXT NOT NULL,
    organization_id BIGINT NOT NULL REFERENCES organizations (id),
    coordinator BOOLEAN NOT NULL,       -- whoever comes by it coordinates
    note TEXT NOT NULL,                 -- whom it is for, in the words of who made it
    uses BIGINT NOT NULL,
    max_uses BIGINT NOT NULL,           -- 0: any number
    created_by BIGINT NOT NULL REFERENCES people (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE UNIQUE INDEX invitations_token ON invitations (token_hash);
CREATE INDEX invitations_organization ON invitations (organization_id, id);

ALTER TABLE people ADD COLUMN invitation_id BIGINT REFERENCES invitations (id);
ALTER TABLE people ADD COLUMN signed_up_via TEXT NOT NULL DEFAULT ''; -- the provider's name, empty for the form
ALTER TABLE people ADD COLUMN waits_since BIGINT;
ALTER TABLE people ADD COLUMN reminded_at BIGINT;

-- What staff asked an applicant, and what came back.
CREATE TABLE applicant_messages (
    id {pk},
    person_id BIGINT NOT NULL REFERENCES people (id),
    author_id BIGINT NOT NULL REFERENCES people (id),
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX applicant_messages_person ON applicant_messages (person_id, id);

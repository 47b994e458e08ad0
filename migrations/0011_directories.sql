-- Accounts that a company's directory keeps: with SCIM 2.0 (RFC 7643), or by signing in with LDAP.
CREATE TABLE provisioned_people (
    person_id BIGINT PRIMARY KEY NOT NULL REFERENCES people (id),
    user_name TEXT NOT NULL,            -- what the directory calls them
    user_name_folded TEXT NOT NULL,     -- in small letters
    external_id TEXT NOT NULL,          -- the directory's own id; may be empty
    given_name TEXT NOT NULL,
    family_name TEXT NOT NULL,
    deleted BOOLEAN NOT NULL            -- the directory has them no more: the account is disabled and stays
);
CREATE UNIQUE INDEX provisioned_people_name ON provisioned_people (user_name_folded);
CREATE INDEX provisioned_people_external ON provisioned_people (external_id);

CREATE TABLE directory_groups (
    id {pk},
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,          -- in small letters
    external_id TEXT NOT NULL,
    role TEXT NOT NULL,                 -- what its members are here: technician, admin; empty: no more than they were
    organization_id BIGINT REFERENCES organizations (id), -- where its members belong
    coordinator BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX directory_groups_name ON directory_groups (name_folded, id);
CREATE INDEX directory_groups_external ON directory_groups (external_id);
CREATE INDEX directory_groups_organization ON directory_groups (organization_id);

CREATE TABLE directory_members (
    group_id BIGINT NOT NULL REFERENCES directory_groups (id),
    person_id BIGINT NOT NULL REFERENCES people (id),
    PRIMARY KEY (group_id, person_id)
);
CREATE INDEX directory_members_person ON directory_members (person_id, group_id);

-- What a directory gave to somebody. It takes back no more than that: what was set by hand stays.
CREATE TABLE directory_roles (
    person_id BIGINT NOT NULL REFERENCES people (id),
    source TEXT NOT NULL,               -- scim, or ldap: and the word in the configuration
    role TEXT NOT NULL,
    PRIMARY KEY (person_id, source)
);
CREATE TABLE directory_memberships (
    person_id BIGINT NOT NULL REFERENCES people (id),
    source TEXT NOT NULL,
    organization_id BIGINT NOT NULL REFERENCES organizations (id),
    PRIMARY KEY (person_id, source, organization_id)
);
CREATE INDEX directory_memberships_organization ON directory_memberships (organization_id);

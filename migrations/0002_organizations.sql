CREATE TABLE organizations (
    id {pk},
    name TEXT NOT NULL,
    kind TEXT NOT NULL,                 -- company, school
    phone TEXT NOT NULL,
    notes TEXT NOT NULL,
    default_technician_id BIGINT REFERENCES people (id),
    archived BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX organizations_name ON organizations (name, id);

CREATE TABLE organization_domains (
    organization_id BIGINT NOT NULL REFERENCES organizations (id),
    domain TEXT NOT NULL,
    PRIMARY KEY (organization_id, domain)
);
CREATE INDEX organization_domains_domain ON organization_domains (domain);

CREATE TABLE locations (
    id {pk},
    organization_id BIGINT NOT NULL REFERENCES organizations (id),
    parent_id BIGINT REFERENCES locations (id),
    name TEXT NOT NULL,
    path TEXT NOT NULL,                 -- "Edificio A / Planta 1 / Aula 12", kept by the actions
    archived BOOLEAN NOT NULL
);
CREATE INDEX locations_organization ON locations (organization_id, path);
CREATE INDEX locations_parent ON locations (parent_id);

CREATE TABLE memberships (
    person_id BIGINT NOT NULL REFERENCES people (id),
    organization_id BIGINT NOT NULL REFERENCES organizations (id),
    coordinator BOOLEAN NOT NULL,
    PRIMARY KEY (person_id, organization_id)
);
CREATE INDEX memberships_organization ON memberships (organization_id, coordinator);

-- Which clients a technician attends who does not attend all of them.
CREATE TABLE attended_organizations (
    person_id BIGINT NOT NULL REFERENCES people (id),
    organization_id BIGINT NOT NULL REFERENCES organizations (id),
    PRIMARY KEY (person_id, organization_id)
);

CREATE TABLE assets (
    id {pk},
    organization_id BIGINT NOT NULL REFERENCES organizations (id),
    location_id BIGINT REFERENCES locations (id),
    tag TEXT NOT NULL,                  -- what the sticker says
    hostname TEXT NOT NULL,
    kind TEXT NOT NULL,
    model TEXT NOT NULL,
    serial TEXT NOT NULL,
    folded TEXT NOT NULL,               -- tag and hostname without case and accents, for completion
    archived BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX assets_tag ON assets (tag);
CREATE INDEX assets_organization ON assets (organization_id, tag);
CREATE INDEX assets_location ON assets (location_id);

CREATE TABLE categories (
    id {pk},
    name TEXT NOT NULL,
    position BIGINT NOT NULL,
    archived BOOLEAN NOT NULL
);

CREATE TABLE teams (
    id {pk},
    name TEXT NOT NULL
);
CREATE TABLE team_members (
    team_id BIGINT NOT NULL REFERENCES teams (id),
    person_id BIGINT NOT NULL REFERENCES people (id),
    PRIMARY KEY (team_id, person_id)
);

-- Who attends a new ticket: the first rule, by position, whose every condition holds.
CREATE TABLE routing_rules (
    id {pk},
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    organization_id BIGINT REFERENCES organizations (id),
    category_id BIGINT REFERENCES categories (id),
    location_id BIGINT REFERENCES locations (id),
    words TEXT NOT NULL,                -- separated by commas; any of them in the subject
    priority TEXT,
    technician_id BIGINT REFERENCES people (id),
    team_id BIGINT REFERENCES teams (id)
);
CREATE INDEX routing_rules_position ON routing_rules (position, id);

-- A ticket's id is its public number.
CREATE TABLE tickets (
    id {pk},
    subject TEXT NOT NULL,
    state TEXT NOT NULL,                -- new, open, waiting, planned, solved, closed, merged
    waiting_for TEXT,                   -- requester, parts, third_party
    is_open BOOLEAN NOT NULL,           -- new, open, waiting or planned
    priority TEXT NOT NULL,             -- low, normal, high, urgent
    organization_id BIGINT NOT NULL REFERENCES organizations (id),
    requester_id BIGINT NOT NULL REFERENCES people (id),
    assignee_id BIGINT REFERENCES people (id),
    category_id BIGINT REFERENCES categories (id),
    asset_id BIGINT REFERENCES assets (id),
    asset_text TEXT NOT NULL,           -- what was typed when it names no known asset
    location_id BIGINT REFERENCES locations (id),
    location_text TEXT NOT NULL,
    source TEXT NOT NULL,               -- web, mail, api
    routed_by TEXT NOT NULL,            -- why this technician, as JSON
    follow_up_of BIGINT REFERENCES tickets (id),
    merged_into BIGINT REFERENCES tickets (id),
    due_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    first_response_at BIGINT,
    solved_at BIGINT,
    closed_at BIGINT
);
CREATE INDEX tickets_assignee ON tickets (assignee_id, is_open, updated_at, id);
CREATE INDEX tickets_requester ON tickets (requester_id, updated_at, id);
CREATE INDEX tickets_organization ON tickets (organization_id, updated_at, id);
CREATE INDEX tickets_open ON tickets (is_open, updated_at, id);
CREATE INDEX tickets_updated ON tickets (updated_at, id);
CREATE INDEX tickets_solved ON tickets (state, solved_at);
CREATE INDEX tickets_asset ON tickets (asset_id, id);
CREATE INDEX tickets_follow_up ON tickets (follow_up_of);

CREATE TABLE messages (
    id {pk},
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    author_id BIGINT REFERENCES people (id),
    visibility TEXT NOT NULL,           -- public, internal
    body TEXT NOT NULL,                 -- as written
    body_format TEXT NOT NULL,          -- markdown, html
    body_html TEXT NOT NULL,            -- safe to show
    source TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX messages_ticket ON messages (ticket_id, id);

-- Each stretch of time in a state, without gaps: what clocks and reports are made of.
CREATE TABLE ticket_stretches (
    id {pk},
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    state TEXT NOT NULL,
    waiting_for TEXT,
    from_at BIGINT NOT NULL,
    to_at BIGINT,
    by_id BIGINT REFERENCES people (id)
);
CREATE INDEX ticket_stretches_ticket ON ticket_stretches (ticket_id, id);

-- People beside requester and coordinators who follow a ticket.
CREATE TABLE watchers (
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    person_id BIGINT NOT NULL REFERENCES people (id),
    PRIMARY KEY (ticket_id, person_id)
);

-- Open tickets by organization and technician (0: nobody yet), kept by the actions.
CREATE TABLE open_counts (
    organization_id BIGINT NOT NULL,
    assignee_id BIGINT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (organization_id, assignee_id)
);
CREATE INDEX open_counts_assignee ON open_counts (assignee_id);

-- The first ticket of somebody whose account waits for approval.
CREATE TABLE held_tickets (
    person_id BIGINT PRIMARY KEY NOT NULL REFERENCES people (id),
    payload TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE attachments (
    id {pk},
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    size BIGINT NOT NULL,
    content_type TEXT NOT NULL,
    uploaded_by BIGINT REFERENCES people (id),
    ticket_id BIGINT REFERENCES tickets (id),
    message_id BIGINT REFERENCES messages (id),
    scan TEXT NOT NULL,                 -- clean, pending, infected, unscanned
    created_at BIGINT NOT NULL
);
CREATE INDEX attachments_message ON attachments (message_id, id);
CREATE INDEX attachments_ticket ON attachments (ticket_id, id);
CREATE INDEX attachments_sha256 ON attachments (sha256);
CREATE INDEX attachments_uploader ON attachments (uploaded_by, created_at);

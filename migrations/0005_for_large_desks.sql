-- Nearly everybody is an active requester: an index on the state finds them all.
DROP INDEX people_state;
CREATE INDEX people_pending ON people (id) WHERE state = 'pending';
-- Everything that lists of staff ask of a person, in their order.
CREATE INDEX people_staff ON people (name, id, role, state, all_organizations) WHERE role <> 'requester';

DROP INDEX open_counts_assignee;
CREATE INDEX open_counts_assignee ON open_counts (assignee_id, n);

CREATE INDEX organizations_in_use ON organizations (name, id) WHERE NOT archived;

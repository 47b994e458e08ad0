-- Each directory speaks for itself: by SCIM, the person whose token it has. 0: nobody's, from before this was kept.
ALTER TABLE provisioned_people ADD COLUMN source BIGINT NOT NULL DEFAULT 0;
ALTER TABLE directory_groups ADD COLUMN source BIGINT NOT NULL DEFAULT 0;
UPDATE directory_groups SET source = coalesce((SELECT min(e.actor_id) FROM events e
    WHERE e.object = 'group' AND e.object_id = directory_groups.id AND e.verb = 'added'), 0);
-- Who was taken over was added by nobody: their groups tell whose they are.
UPDATE provisioned_people SET source = coalesce(
    (SELECT min(e.actor_id) FROM events e
        WHERE e.object = 'person' AND e.object_id = provisioned_people.person_id AND e.verb = 'added'
            AND e.actor_id IN (SELECT g.source FROM directory_groups g)),
    (SELECT min(g.source) FROM directory_members m JOIN directory_groups g ON g.id = m.group_id
        WHERE m.person_id = provisioned_people.person_id),
    0);
DROP INDEX provisioned_people_name;
CREATE UNIQUE INDEX provisioned_people_name ON provisioned_people (source, user_name_folded);
DROP INDEX directory_groups_name;
CREATE INDEX directory_groups_name ON directory_groups (source, name_folded, id);

-- What each source wants of somebody; source '' is what they have by hand. What they are here follows from all of it.
ALTER TABLE directory_memberships ADD COLUMN coordinator BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE directory_memberships SET coordinator = coalesce((SELECT m.coordinator FROM memberships m
    WHERE m.person_id = directory_memberships.person_id
        AND m.organization_id = directory_memberships.organization_id), FALSE);
UPDATE directory_memberships SET source = 'scim:' || (SELECT min(g.source) FROM directory_members m
        JOIN directory_groups g ON g.id = m.group_id WHERE m.person_id = directory_memberships.person_id)
    WHERE source = 'scim' AND EXISTS (SELECT 1 FROM directory_members m WHERE m.person_id = directory_memberships.person_id);
UPDATE directory_roles SET source = 'scim:' || (SELECT min(g.source) FROM directory_members m
        JOIN directory_groups g ON g.id = m.group_id WHERE m.person_id = directory_roles.person_id)
    WHERE source = 'scim' AND EXISTS (SELECT 1 FROM directory_members m WHERE m.person_id = directory_roles.person_id);

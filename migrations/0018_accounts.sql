-- What an account was before it was closed: opening it again makes it that, never more. NULL: was open, or nobody knows.
ALTER TABLE people ADD COLUMN closed_from TEXT;

-- What moved with a merge, found again by its name: SQLite gives the number of a deleted row again, and an address may
-- stand in another row by then. The address itself, or an identity's issuer and subject.
ALTER TABLE merged_rows ADD COLUMN name TEXT NOT NULL DEFAULT '';
UPDATE merged_rows SET name = coalesce((SELECT a.email FROM addresses a WHERE a.id = merged_rows.row_id), '')
    WHERE kind = 'address';
UPDATE merged_rows
    SET name = coalesce((SELECT i.issuer || ' ' || i.subject FROM identities i WHERE i.id = merged_rows.row_id), '')
    WHERE kind = 'identity';

-- An address that was given to somebody lately, as their main one or a further one: those are unique each in their own
-- table, and two transactions that do not see each other would give the same one twice. Both write this row.
CREATE TABLE address_guards (
    email TEXT PRIMARY KEY NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX address_guards_age ON address_guards (at);

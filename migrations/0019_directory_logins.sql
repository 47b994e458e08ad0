-- The name that somebody types to sign in by a company's directory, folded: tries of it are tries of this account.
-- Empty for accounts elsewhere that take no name here.
ALTER TABLE identities ADD COLUMN login TEXT NOT NULL DEFAULT '';
CREATE INDEX identities_login ON identities (login);

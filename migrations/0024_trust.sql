-- Whose word a mail is, and what its reader was offered.

-- What SPF, DKIM and DMARC say of whose word a mail is, as JSON (core/src/inbound/verification.rs); NULL: nobody asked.
ALTER TABLE inbound ADD COLUMN verification TEXT;
CREATE INDEX inbound_trust ON inbound (trust, id);

-- What the reading of a mail found.
-- Who wrote the mail that this one passes on, as JSON of name and address; NULL: it passes nothing on.
ALTER TABLE inbound ADD COLUMN passed_on TEXT;
-- A digest of what it says, by which the same words are known again; NULL: too few to tell, or not read.
ALTER TABLE inbound ADD COLUMN words TEXT;
-- A program wrote it of its own accord; NULL: not read.
ALTER TABLE inbound ADD COLUMN by_program BOOLEAN;
-- What a mail brought beside its words (a meeting, what its reader should be told, by which desks it came), as JSON; NULL: nothing.
ALTER TABLE messages ADD COLUMN carried TEXT;

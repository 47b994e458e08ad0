-- What an account was before it was closed: opening it again makes it that, never more. NULL: was open, or nobody knows.
ALTER TABLE people ADD COLUMN closed_from TEXT;

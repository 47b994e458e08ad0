-- What a directory writes of a user and gets back as it wrote it, beside what the desk makes of it.
ALTER TABLE provisioned_people ADD COLUMN email_type TEXT NOT NULL DEFAULT ''; -- work, home, ..; empty: it gave no address
ALTER TABLE provisioned_people ADD COLUMN phone_type TEXT NOT NULL DEFAULT '';
ALTER TABLE provisioned_people ADD COLUMN formatted TEXT NOT NULL DEFAULT '';  -- name.formatted; may be empty
ALTER TABLE provisioned_people ADD COLUMN display_name TEXT NOT NULL DEFAULT ''; -- if it is longer than names here are

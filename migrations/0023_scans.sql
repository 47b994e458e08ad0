-- What a scanner said of each content, once however many files have it, and what it still has to look at.
CREATE TABLE scans (
    sha256 TEXT PRIMARY KEY NOT NULL,
    verdict TEXT NOT NULL,              -- pending, clean, infected, unscanned
    detail TEXT NOT NULL,               -- infected: the malware's name; unscanned: why; pending: the last error
    engine TEXT NOT NULL,               -- whose verdict it is: the scanner's version and that of its signatures
    scanned_at BIGINT,
    due_at BIGINT,                      -- NULL: nobody has to look at it
    urgency BIGINT NOT NULL,            -- 0: somebody waits for it, 1: it was there before the scanner
    attempts BIGINT NOT NULL
);
CREATE INDEX scans_due ON scans (urgency, due_at, sha256);
CREATE INDEX scans_verdict ON scans (verdict);

-- infected: the malware's name; unscanned though there is a scanner: why. NULL: there is nothing to say.
ALTER TABLE attachments ADD COLUMN scan_detail TEXT;

-- A browser in which somebody has signed in before was known twice: for the mail about new ones, and for tries that are
-- counted apart. It is one thing with one key. What was disowned since is not brought back.
INSERT INTO devices (person_id, token_hash, user_agent, network, created_at, seen_at)
SELECT k.person_id, k.token_hash, '', '', k.used_at, k.used_at FROM known_browsers k
WHERE NOT EXISTS (SELECT 1 FROM events e
    WHERE e.object = 'person' AND e.object_id = k.person_id AND e.verb = 'disowned' AND e.at >= k.used_at);
DROP TABLE known_browsers;

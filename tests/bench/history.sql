-- What the triggers would have written while the rows of content.sql came to be: about 2.2 revisions a row, over the same two years.
SET session_replication_role = replica;
SET timezone = 'UTC';

CREATE FUNCTION pg_temp.chance(id uuid, salt bigint, outcomes integer) RETURNS integer IMMUTABLE LANGUAGE sql
    AS $$SELECT abs(uuid_hash_extended(id, salt) % outcomes)::integer$$;

-- Each row: what it was written together with, and how often it was changed since. Rows without document never were.
CREATE TEMP VIEW written AS
    SELECT 1 AS rank, 'courses' AS table_name, id, id AS together, created_at, 20 AS updates FROM courses
    UNION ALL SELECT 2, 'lessons', id, course_id, created_at, CASE WHEN content IS NULL THEN 0 ELSE 9 END FROM lessons
    UNION ALL SELECT 3, 'lesson_descriptions', d.id, course_id, d.created_at, 6
        FROM lesson_descriptions d JOIN lessons ON lessons.id = lesson_id
    UNION ALL SELECT 4, 'lesson_assets', a.id, course_id, a.created_at, CASE WHEN metadata IS NULL THEN 0 ELSE 1 END
        FROM lesson_assets a JOIN lessons ON lessons.id = lesson_id
    UNION ALL SELECT 5, 'profiles', id, id, created_at,
        CASE WHEN survey IS NULL THEN 0 ELSE 2 + pg_temp.chance(id, 1, 4) END FROM profiles
    UNION ALL SELECT 6, 'personalized_lesson_descriptions', id, profile_id, created_at,
        ('{0,1,1,2}'::integer[])[1 + pg_temp.chance(id, 1, 4)] FROM personalized_lesson_descriptions;

-- Every version of every row: version 0 is its creation. What is one transaction has the same time and `together`.
-- Content is written by people, learners by their app. Some last versions are by a command, a day's or a month's at once.
CREATE TEMP TABLE events AS
    SELECT rank, table_name, id, version, updates, who,
        CASE WHEN who <> 'command' THEN CASE version WHEN 0 THEN together ELSE id END END AS together,
        CASE WHEN version = 0 THEN created_at
            WHEN who <> 'command' THEN at
            WHEN pg_temp.chance(id, 4, 2) = 0 THEN date_trunc('day', at) + interval '27 hours'
            ELSE date_trunc('month', at) + interval '1 month' END AS transaction_at
    FROM written, generate_series(0, updates) AS version,
        LATERAL (SELECT created_at + (timestamptz '2025-06-01Z' - created_at) * (version::float8 / (updates + 1))
            + interval '1 second' * pg_temp.chance(id, version, 3000) / 1000) AS timed (at),
        LATERAL (SELECT CASE
            WHEN version > 0 AND version = updates AND pg_temp.chance(id, 5, 100) < 10 THEN 'command'
            WHEN rank < 5 OR version > 0 AND pg_temp.chance(id, 5 + version, 100) < 20 THEN 'person'
            ELSE 'app' END) AS acted (who);

-- The numbers of transactions begin where no real one of this cluster will come soon.
INSERT INTO admin.revisions (table_name, row_id, operation, before, after, user_id, command, database_role, request_id,
        transaction_id, transaction_at, occurred_at)
    SELECT table_name, id, CASE version WHEN 0 THEN 'insert' ELSE 'update' END,
        CASE WHEN version > 0 THEN jsonb_set(image, place, to_jsonb(format('edition %s', version - 1))) END,
        CASE WHEN version < updates THEN jsonb_set(image, place, to_jsonb(format('edition %s', version))) ELSE image END,
        CASE who WHEN 'person' THEN 101 + abs(hashint8extended(transaction_id, 6) % 12) END,
        CASE who WHEN 'command' THEN 'flask profiles upsert' END,
        CASE who WHEN 'app' THEN 'learner_app' ELSE 'persona_admin' END,
        CASE who WHEN 'person' THEN md5('request' || transaction_id) END,
        transaction_id, transaction_at, transaction_at + interval '1 millisecond' * rank
    FROM (
        SELECT *, 1000000000 + dense_rank() OVER (ORDER BY transaction_at, together) AS transaction_id FROM events
        ORDER BY transaction_at, together, rank
    ) AS ordered,
        LATERAL (SELECT CASE rank
            WHEN 1 THEN (SELECT to_jsonb(t) FROM courses t WHERE t.id = ordered.id)
            WHEN 2 THEN (SELECT to_jsonb(t) - CASE WHEN content IS NULL THEN 'content' ELSE '' END FROM lessons t WHERE t.id = ordered.id)
            WHEN 3 THEN (SELECT to_jsonb(t) FROM lesson_descriptions t WHERE t.id = ordered.id)
            WHEN 4 THEN (SELECT to_jsonb(t) - CASE WHEN metadata IS NULL THEN 'metadata' ELSE '' END FROM lesson_assets t WHERE t.id = ordered.id)
            WHEN 5 THEN (SELECT to_jsonb(t) - CASE WHEN survey IS NULL THEN 'survey' ELSE '' END FROM profiles t WHERE t.id = ordered.id)
            ELSE (SELECT to_jsonb(t) FROM personalized_lesson_descriptions t WHERE t.id = ordered.id)
        END OFFSET 0) AS read (image),
        LATERAL (SELECT CASE rank WHEN 1 THEN '{description}' WHEN 3 THEN '{data,edition}' WHEN 4 THEN '{metadata,edition}'
            WHEN 5 THEN '{survey,edition}' ELSE '{content,edition}' END::text[]) AS changed (place);

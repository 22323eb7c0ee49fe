-- The history: each insert, update, delete and truncate of the six tables, recorded by PostgreSQL itself, whoever does
-- it.
--
-- Safe to run again, and on a database whose tables have other columns besides: no row of theirs is touched.

CREATE SCHEMA IF NOT EXISTS admin;
REVOKE ALL ON SCHEMA admin FROM PUBLIC;

CREATE TABLE IF NOT EXISTS admin.revisions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    table_name text NOT NULL,
    -- NULL for a truncate
    row_id uuid,
    operation text NOT NULL,
    -- the row as it was and as it became, with every digit of its numbers
    before jsonb,
    after jsonb,
    -- who says to have done it; neither of them is outside the dashboard
    user_id bigint,
    command text,
    database_role text NOT NULL,
    request_id text,
    -- both together, since the numbers begin anew where a dump is restored into another server
    transaction_id bigint NOT NULL,
    transaction_at timestamptz NOT NULL,
    -- one time for all rows of a statement
    occurred_at timestamptz NOT NULL,
    -- when before and after were erased
    erased_at timestamptz
);
REVOKE ALL ON admin.revisions FROM PUBLIC;

-- The history of a row, and its version: the newest id.
CREATE INDEX IF NOT EXISTS revisions_row_id_idx ON admin.revisions (row_id, id);
-- What one transaction did: to take it back, or to bring back all that a delete took along.
CREATE INDEX IF NOT EXISTS revisions_transaction_id_idx ON admin.revisions (transaction_id);
-- The activity of all, of a table, of an operation and of both: the newest of each of the six tables and four
-- operations are put together, so one index serves all four, however rare what is asked for.
CREATE INDEX IF NOT EXISTS revisions_activity_idx ON admin.revisions (table_name, operation, occurred_at, id);
-- The activity of a person, of a command and of those outside. Each revision is in one of the three.
CREATE INDEX IF NOT EXISTS revisions_user_id_idx ON admin.revisions (user_id, occurred_at, id)
    WHERE user_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS revisions_command_idx ON admin.revisions (command, occurred_at, id)
    WHERE command IS NOT NULL;
CREATE INDEX IF NOT EXISTS revisions_outside_idx ON admin.revisions (occurred_at, id)
    WHERE user_id IS NULL AND command IS NULL;

-- Runs as its owner, so that the learner app can write to its tables without any right on this schema. Its settings
-- keep names from being caught by a client's own, and times from depending on a client's zone.
CREATE OR REPLACE FUNCTION admin.record_changes() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
AS $$
DECLARE
    role text := coalesce(nullif(current_setting('role'), 'none'), session_user);
    -- What a client has set is taken only where it makes sense: it must never stop a write. For a person speaks only who
    -- has a right on this schema, so that the learner app cannot do anything in a person's name.
    said_user bigint := CASE WHEN EXISTS (SELECT FROM pg_roles
            WHERE rolname = role AND has_schema_privilege(oid, 'admin', 'USAGE'))
        THEN substring(current_setting('admin.user_id', true) FROM '^[0-9]{1,18}$')::bigint END;
    said_command text := nullif(left(current_setting('admin.command', true), 200), '');
    said_request text := nullif(left(current_setting('admin.request_id', true), 200), '');
    transaction bigint := pg_current_xact_id()::text::bigint;
    changes text;
    image text;
BEGIN
    -- The image of a row has its NULLs as null; but a jsonb column that is NULL is left out of it, since there null is
    -- a value of JSON. (Names of columns have their percent signs doubled for the next format.)
    SELECT format(
        'CASE WHEN num_nulls(%s) = 0 THEN to_jsonb(%%1$s) ELSE to_jsonb(%%1$s) - array_remove(ARRAY[%s], NULL) END',
        string_agg(format('%%1$s.%I', name), ', '),
        string_agg(format('CASE WHEN %%1$s.%1$I IS NULL THEN %1$L END', name), ', '))
    INTO image
    FROM (SELECT replace(attname, '%', '%%') AS name FROM pg_attribute
          WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped AND atttypid = 'jsonb'::regtype) AS documents
    HAVING count(*) > 0;
    image := coalesce(image, 'to_jsonb(%1$s)');

    -- Rows are compared by their images in memory, since 1.1 and 1.10 are equal and yet a change. One whose id changes
    -- is a row less and a row more.
    changes := CASE TG_OP
        WHEN 'INSERT' THEN format('SELECT n.id, ''insert'', NULL::jsonb, %s FROM new_rows n', format(image, 'n'))
        WHEN 'DELETE' THEN format('SELECT o.id, ''delete'', %s, NULL::jsonb FROM old_rows o', format(image, 'o'))
        WHEN 'UPDATE' THEN format(
            'SELECT coalesce(n.id, o.id),
                CASE WHEN o.id IS NULL THEN ''insert'' WHEN n.id IS NULL THEN ''delete'' ELSE ''update'' END, %s, %s
            FROM old_rows o FULL JOIN new_rows n ON n.id = o.id WHERE (o *<> n) IS NOT FALSE',
            format(image, 'o'), format(image, 'n'))
        ELSE 'SELECT NULL::uuid, ''truncate'', NULL::jsonb, NULL::jsonb'
    END;
    EXECUTE 'INSERT INTO admin.revisions (table_name, user_id, command, database_role, request_id, transaction_id,
            transaction_at, occurred_at, row_id, operation, before, after)
        SELECT $1, $2, $3, $4, $5, $6, transaction_timestamp(), $7, changed.* FROM (' || changes || ') AS changed'
    USING TG_TABLE_NAME, said_user, said_command, role, said_request, transaction, clock_timestamp();
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION admin.record_changes() FROM PUBLIC;

-- A row as jsonb, its times in no other zone than those of the history.
CREATE OR REPLACE FUNCTION admin.image(anyelement) RETURNS jsonb
    LANGUAGE sql
    STABLE STRICT
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
AS 'SELECT to_jsonb($1)';
REVOKE ALL ON FUNCTION admin.image(anyelement) FROM PUBLIC;

-- Once a statement, with all of its rows: a bulk write pays for a set, not for each row. Rows that a foreign key takes
-- along come here too.
DO $$
DECLARE
    recorded text;
BEGIN
    FOREACH recorded IN ARRAY ARRAY['courses', 'lessons', 'lesson_descriptions', 'profiles',
        'personalized_lesson_descriptions', 'lesson_assets']
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER record_insert AFTER INSERT ON %I
            REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION admin.record_changes()', recorded);
        EXECUTE format('CREATE OR REPLACE TRIGGER record_update AFTER UPDATE ON %I
            REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
            FOR EACH STATEMENT EXECUTE FUNCTION admin.record_changes()', recorded);
        EXECUTE format('CREATE OR REPLACE TRIGGER record_delete AFTER DELETE ON %I
            REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION admin.record_changes()', recorded);
        EXECUTE format('CREATE OR REPLACE TRIGGER record_truncate AFTER TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION admin.record_changes()', recorded);
    END LOOP;
END
$$;

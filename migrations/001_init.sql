-- The six tables of the learning platform.
--
-- Safe on a database that already has them, with rows and in any column order: no row is changed or dropped. What is
-- missing (a default, a key, a constraint, a trigger) is added; a foreign key that does not cascade is replaced.

CREATE TABLE IF NOT EXISTS courses (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    slug text NOT NULL UNIQUE,
    title text NOT NULL,
    description text,
    created_at timestamptz DEFAULT now()
);

CREATE TABLE IF NOT EXISTS lessons (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    course_id uuid NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
    lesson_number integer NOT NULL,
    title text NOT NULL,
    summary text,
    content jsonb,
    created_at timestamptz DEFAULT now(),
    UNIQUE (course_id, lesson_number)
);

CREATE TABLE IF NOT EXISTS lesson_descriptions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    lesson_id uuid NOT NULL UNIQUE REFERENCES lessons (id) ON DELETE CASCADE,
    data jsonb NOT NULL,
    created_at timestamptz DEFAULT now()
);

-- course_slug is no foreign key: the learner app sets it freely, and it may name no course.
CREATE TABLE IF NOT EXISTS profiles (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_identifier text NOT NULL UNIQUE,
    name text,
    course_slug text,
    survey jsonb,
    created_at timestamptz DEFAULT now()
);

CREATE TABLE IF NOT EXISTS personalized_lesson_descriptions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    profile_id uuid NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
    lesson_id uuid NOT NULL REFERENCES lessons (id) ON DELETE CASCADE,
    content jsonb NOT NULL,
    created_at timestamptz DEFAULT now(),
    UNIQUE (profile_id, lesson_id)
);

CREATE TABLE IF NOT EXISTS lesson_assets (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    lesson_id uuid NOT NULL REFERENCES lessons (id) ON DELETE CASCADE,
    asset_type text NOT NULL,
    url text NOT NULL,
    metadata jsonb,
    created_at timestamptz DEFAULT now()
);

-- Defaults that an existing table lacks.
DO $$
DECLARE
    missing record;
BEGIN
    FOR missing IN
        SELECT c.table_name, c.column_name, wanted.expression
        FROM (VALUES ('id', 'gen_random_uuid()'), ('created_at', 'now()')) AS wanted (column_name, expression)
        JOIN information_schema.columns c USING (column_name)
        WHERE c.table_schema = current_schema() AND c.column_default IS NULL AND c.table_name IN (
            'courses', 'lessons', 'lesson_descriptions', 'profiles',
            'personalized_lesson_descriptions', 'lesson_assets')
    LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %I SET DEFAULT %s',
            missing.table_name, missing.column_name, missing.expression);
    END LOOP;
END
$$;

-- Primary keys that an existing table lacks.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['courses', 'lessons', 'lesson_descriptions', 'profiles',
        'personalized_lesson_descriptions', 'lesson_assets']
    LOOP
        IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = wanted::regclass AND contype = 'p') THEN
            EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I PRIMARY KEY (id)', wanted, wanted || '_pkey');
        END IF;
    END LOOP;
END
$$;

-- Unique keys that an existing table lacks. A constraint of the same columns serves under any name and in any order;
-- a unique index of the same columns becomes the constraint.
DO $$
DECLARE
    wanted record;
    present record;
BEGIN
    FOR wanted IN
        SELECT * FROM (VALUES
            ('courses', ARRAY['slug'], 'courses_slug_key'),
            ('lessons', ARRAY['course_id', 'lesson_number'], 'lessons_course_id_lesson_number_key'),
            ('lesson_descriptions', ARRAY['lesson_id'], 'lesson_descriptions_lesson_id_key'),
            ('profiles', ARRAY['user_identifier'], 'profiles_user_identifier_key'),
            ('personalized_lesson_descriptions', ARRAY['lesson_id', 'profile_id'],
                'personalized_lesson_descriptions_profile_id_lesson_id_key')
        ) AS keys (table_name, sorted_columns, constraint_name)
    LOOP
        SELECT index_class.relname AS index_name, pg_constraint.conname INTO present
        FROM pg_index
        JOIN pg_class index_class ON index_class.oid = indexrelid
        LEFT JOIN pg_constraint ON conindid = indexrelid AND contype = 'u'
        WHERE indrelid = wanted.table_name::regclass AND indisunique AND indisvalid
          AND indpred IS NULL AND indexprs IS NULL AND indnkeyatts = indnatts
          AND (SELECT array_agg(attname::text ORDER BY attname::text) FROM pg_attribute
               WHERE attrelid = indrelid AND attnum = ANY (indkey)) = wanted.sorted_columns
        ORDER BY pg_constraint.conname IS NULL
        LIMIT 1;
        IF present.conname IS NOT NULL THEN
            CONTINUE;
        ELSIF present.index_name IS NOT NULL THEN
            EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I UNIQUE USING INDEX %I',
                wanted.table_name, wanted.constraint_name, present.index_name);
        ELSE
            EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I UNIQUE (%s)', wanted.table_name, wanted.constraint_name,
                array_to_string(wanted.sorted_columns, ', '));
        END IF;
    END LOOP;
END
$$;

-- Foreign keys that an existing table lacks or that do not cascade.
DO $$
DECLARE
    wanted record;
    present record;
    cascades boolean;
BEGIN
    FOR wanted IN
        SELECT * FROM (VALUES
            ('lessons', 'course_id', 'courses'),
            ('lesson_descriptions', 'lesson_id', 'lessons'),
            ('personalized_lesson_descriptions', 'profile_id', 'profiles'),
            ('personalized_lesson_descriptions', 'lesson_id', 'lessons'),
            ('lesson_assets', 'lesson_id', 'lessons')
        ) AS keys (table_name, column_name, parent)
    LOOP
        cascades := false;
        FOR present IN
            SELECT conname, confdeltype FROM pg_constraint
            JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
            WHERE conrelid = wanted.table_name::regclass AND contype = 'f' AND cardinality(conkey) = 1
              AND attname = wanted.column_name AND confrelid = wanted.parent::regclass
        LOOP
            IF present.confdeltype = 'c' THEN
                cascades := true;
            ELSE
                EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', wanted.table_name, present.conname);
            END IF;
        END LOOP;
        IF NOT cascades THEN
            EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I FOREIGN KEY (%I) REFERENCES %I (id) ON DELETE CASCADE',
                wanted.table_name, wanted.table_name || '_' || wanted.column_name || '_fkey',
                wanted.column_name, wanted.parent);
        END IF;
    END LOOP;
END
$$;

-- created_at is set once, by the first insert, and no client can change it.
CREATE OR REPLACE FUNCTION set_timestamps() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.created_at := coalesce(NEW.created_at, now());
    ELSE
        NEW.created_at := OLD.created_at;
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER set_timestamps BEFORE INSERT OR UPDATE ON courses
    FOR EACH ROW EXECUTE FUNCTION set_timestamps();
CREATE OR REPLACE TRIGGER set_timestamps BEFORE INSERT OR UPDATE ON lessons
    FOR EACH ROW EXECUTE FUNCTION set_timestamps();
CREATE OR REPLACE TRIGGER set_timestamps BEFORE INSERT OR UPDATE ON lesson_descriptions
    FOR EACH ROW EXECUTE FUNCTION set_timestamps();
CREATE OR REPLACE TRIGGER set_timestamps BEFORE INSERT OR UPDATE ON profiles
    FOR EACH ROW EXECUTE FUNCTION set_timestamps();
CREATE OR REPLACE TRIGGER set_timestamps BEFORE INSERT OR UPDATE ON personalized_lesson_descriptions
    FOR EACH ROW EXECUTE FUNCTION set_timestamps();
CREATE OR REPLACE TRIGGER set_timestamps BEFORE INSERT OR UPDATE ON lesson_assets
    FOR EACH ROW EXECUTE FUNCTION set_timestamps();

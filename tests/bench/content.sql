-- The content of the six tables, of the size that the settings bench.courses, bench.lessons and bench.profiles say.
-- Each value is drawn from a hash of its place, so every run makes the same rows.

-- Without the triggers: history.sql writes what they would have written, spread over two years.
SET session_replication_role = replica;

CREATE FUNCTION pg_temp.setting(name text) RETURNS integer STABLE LANGUAGE sql
    AS $$SELECT current_setting('bench.' || name)::integer$$;
-- A number from 0, below the number of outcomes.
CREATE FUNCTION pg_temp.draw(seed bigint, salt bigint, outcomes integer) RETURNS integer IMMUTABLE LANGUAGE sql
    AS $$SELECT abs(hashint8extended(seed, salt) % outcomes)::integer$$;
CREATE FUNCTION pg_temp.pick(words text[], seed bigint, salt bigint) RETURNS text IMMUTABLE LANGUAGE sql
    AS $$SELECT words[1 + pg_temp.draw(seed, salt, cardinality(words))]$$;
CREATE FUNCTION pg_temp.id_of(kind text, number bigint) RETURNS uuid IMMUTABLE LANGUAGE sql
    AS $$SELECT md5(kind || number)::uuid$$;
-- The moment of one of so many that follow each other through the two years, seconds apart from an even spread.
CREATE FUNCTION pg_temp.moment(number bigint, of_all bigint) RETURNS timestamptz IMMUTABLE LANGUAGE sql
    AS $$SELECT timestamptz '2023-06-01 06:00:00Z'
        + interval '1 microsecond' * (62899200000000 / of_all * number + pg_temp.draw(number, 9, 999999))$$;

-- Kept plain: an array that is decompressed for each word makes all this slow.
CREATE TEMP TABLE vocabulary (language text, given text[], family text[], opening text[], subject text[], told text[]);
ALTER TABLE vocabulary ALTER given SET STORAGE PLAIN, ALTER family SET STORAGE PLAIN,
    ALTER opening SET STORAGE PLAIN, ALTER subject SET STORAGE PLAIN, ALTER told SET STORAGE PLAIN;
INSERT INTO vocabulary VALUES
    ('ru',
    '{Анна,Мария,Ольга,Елена,Наталья,Ирина,Светлана,Татьяна,Юлия,Екатерина,Дарья,Полина,Алёна,Ксения,Зоя,Марина}',
    '{Петренко,Шевченко,Кравец,Гринберг,Соловей,Мельник,Ткач,Бондарь,Коваль,Савчук,Черных,Долгих,Седых,Гуляй,Лысенко,Заяц,Мороз,Дубовик,Щербак,Ёлкин,Якименко,Руденко,Панчук,Воробей,Цой}',
    '{Спокойный,Первый,Трудный,Весёлый,Домашний,Вечерний,Утренний,Честный,Долгий,Тихий,Новый,Важный}',
    '{сон,завтрак,разговор,выбор,праздник,вечер,режим,отказ,подарок,вопрос,поход в магазин,день без экрана,рассказ о школе,приезд бабушки,страх темноты,спор о домашнем задании}',
    '{"Остановитесь и выдохните, прежде чем отвечать.",
    "Скажите вслух одну честную фразу, и ребёнок научится тому же.",
    "Пять минут вместе важнее часа рядом: уберите телефон и сядьте на пол.",
    "Назовите чувство раньше, чем причину: «ты расстроен», а уже потом «потому что».",
    "Повторяйте один и тот же порядок каждый вечер, пока он не станет привычкой всей семьи.",
    "Не обещайте того, чего не сможете дать сегодня; маленькое обещание лучше большого.",
    "Договоритесь о правиле заранее и запишите его вместе, крупными буквами, на видном месте.",
    "Если не получилось, начните завтра снова: одна неудача ничего не отменяет.",
    "Предложите два варианта, которые вас устраивают, и дайте выбрать самому.",
    "Похвалите старание, а не результат: «ты долго собирал башню» вместо «молодец»."}'),
    ('en',
    '{Anna,Maria,James,Olivia,Noah,Emma,Liam,Sophia,Lucas,Mia,Ethan,Isabella,Oliver,Amelia,Hannah,Zoe}',
    '{Petrova,Smith,Johnson,Brown,Garcia,Miller,Davis,Wilson,Anderson,Taylor,Moore,Jackson,Martin,Lee,Thompson,White,Harris,Clark,Lewis,Young,Walker,Hall,Allen,O''Neill,Kowalska}',
    '{Gentle,First,Difficult,Cheerful,Quiet,Evening,Morning,Honest,Long,Calm,New,Important}',
    '{bedtime,breakfast,conversation,choice,celebration,evening,routine,refusal,present,question,trip to the shop,day without screens,story of the school day,visit of the grandparents,fear of the dark,argument about homework}',
    '{"Stop and breathe out before you answer, even where the answer seems to be obvious to everybody in the room.",
    "Say one honest sentence aloud, and your child will learn to do the same when it is their turn to be angry.",
    "Five minutes together are worth more than an hour side by side: put the telephone away and sit on the floor.",
    "Name the feeling before its cause: first that somebody is sad, and only then what it is that made them so.",
    "Keep to one order every evening until the whole family has got used to it and nobody has to be told.",
    "Promise nothing that you cannot give today; a small promise that is kept is better than a large one.",
    "Agree on a rule beforehand and write it down together in large letters, where everybody can see it.",
    "Begin anew tomorrow where it did not work out today: one failure undoes nothing of what you have done.",
    "Offer two ways that both suit you, and let your child choose between them without any hurry.",
    "Praise the effort and not the result: how long the tower took to build, rather than how tall it is."}');
-- Two rows: else the planner would sort what is joined with it, and rows would not lie in the order of their times.
ANALYZE vocabulary;

CREATE TEMP VIEW new_courses AS
    SELECT number, pg_temp.id_of('course', number) AS id, vocabulary.*,
        CASE WHEN number % 3 = 0 THEN 'parents-' ELSE 'vospitanie-' END || number AS slug,
        pg_temp.moment(number, 4 * pg_temp.setting('courses')) AS created_at
    FROM generate_series(1, pg_temp.setting('courses')) AS number
    JOIN vocabulary ON language = CASE WHEN number % 3 = 0 THEN 'en' ELSE 'ru' END;

INSERT INTO courses (id, slug, title, description, created_at)
    SELECT id, slug, format('%s %s, %s', pg_temp.pick(opening, number, 1), pg_temp.pick(subject, number, 2), number),
        pg_temp.pick(told, number, 3) || ' ' || pg_temp.pick(told, number, 4), created_at
    FROM new_courses;

-- A lesson's number in all, and in its course.
CREATE TEMP VIEW new_lessons AS
    SELECT (number - 1) * pg_temp.setting('lessons') + place AS lesson, place, number AS course, id AS course_id, slug,
        language, opening, subject, told, created_at,
        pg_temp.id_of('lesson', (number - 1) * pg_temp.setting('lessons') + place) AS id
    FROM new_courses, generate_series(1, pg_temp.setting('lessons')) AS place;

-- Wherever there are lessons, three tell of sleeplessness: what is rare is as rare at every size.
INSERT INTO lessons (id, course_id, lesson_number, title, summary, content, created_at)
    SELECT id, course_id, place,
        CASE WHEN lesson % greatest(pg_temp.setting('courses') * pg_temp.setting('lessons') / 3, 1) = 5
            THEN 'Бессонница первоклассника'
            ELSE pg_temp.pick(opening, lesson, 11) || ' ' || pg_temp.pick(subject, lesson, 12) END,
        CASE WHEN lesson % 7 > 0 THEN pg_temp.pick(told, lesson, 13) END,
        CASE WHEN lesson % 11 > 0 THEN jsonb_build_object('title', pg_temp.pick(subject, lesson, 14),
            'duration_minutes', 10 + pg_temp.draw(lesson, 15, 40), 'sections', jsonb_build_array(
                jsonb_build_object('heading', pg_temp.pick(subject, lesson, 16), 'paragraphs', jsonb_build_array(
                    pg_temp.pick(told, lesson, 17), pg_temp.pick(told, lesson, 18))),
                jsonb_build_object('heading', pg_temp.pick(subject, lesson, 19), 'paragraphs', jsonb_build_array(
                    pg_temp.pick(told, lesson, 20))))) END,
        created_at
    FROM new_lessons;

-- Every twentieth lesson lacks its standard description.
INSERT INTO lesson_descriptions (id, lesson_id, data, created_at)
    SELECT pg_temp.id_of('description', lesson), id, jsonb_build_object('title', pg_temp.pick(subject, lesson, 21),
        'goal', pg_temp.pick(told, lesson, 22), 'steps', jsonb_build_array(
            pg_temp.pick(told, lesson, 23), pg_temp.pick(told, lesson, 24)), 'level', pg_temp.draw(lesson, 25, 5)),
        created_at
    FROM new_lessons WHERE lesson % 20 > 0;

INSERT INTO lesson_assets (id, lesson_id, asset_type, url, metadata, created_at)
    SELECT pg_temp.id_of('asset', 2 * lesson + part), id, kind,
        format('https://cdn.example.com/%s/%s/%s.%s', slug, place, md5(format('%s %s', lesson, part)),
            CASE kind WHEN 'video' THEN 'mp4' WHEN 'audio' THEN 'mp3' WHEN 'image' THEN 'jpg' ELSE 'pdf' END),
        CASE WHEN lesson % 9 > 0 THEN jsonb_build_object('title', pg_temp.pick(subject, lesson, 31 + part),
            'language', language, 'duration_seconds', pg_temp.draw(lesson, 33 + part, 3600),
            'transcript', jsonb_build_array(pg_temp.pick(told, lesson, 35 + part), pg_temp.pick(told, lesson, 37 + part),
                pg_temp.pick(told, lesson, 39 + part))) END,
        created_at + interval '1 second' * part
    FROM new_lessons, generate_series(0, 1) AS part,
        LATERAL (SELECT pg_temp.pick('{video,video,audio,image,pdf}', lesson, 41 + part)) AS drawn (kind);

-- A learner's course: the first ones are taken by many. One learner in 200 has the slug of none, one in 100 no slug.
CREATE TEMP VIEW new_profiles AS
    SELECT number, pg_temp.id_of('profile', number) AS id, vocabulary.*,
        1 + (pg_temp.setting('courses') * (pg_temp.draw(number, 51, 10000) / 10000.0::float8) ^ 2)::integer
            % pg_temp.setting('courses') AS course,
        pg_temp.moment(number, pg_temp.setting('profiles')) AS created_at
    FROM generate_series(1, pg_temp.setting('profiles')) AS number
    JOIN vocabulary ON language = CASE WHEN number % 5 < 2 THEN 'en' ELSE 'ru' END;

-- Five learners bear a name that nobody else has.
INSERT INTO profiles (id, user_identifier, name, course_slug, survey, created_at)
    SELECT id,
        CASE number % 10
            WHEN 0 THEN format('google-oauth2|%s', 100000000000 + hashint8extended(number, 61) % 100000000000)
            WHEN 1 THEN format('learner%s@example.com', number)
            WHEN 2 THEN format('vk|%s', 1000000 + number)
            ELSE 'auth0|' || left(md5('identifier' || number), 24) END,
        CASE WHEN number % (pg_temp.setting('profiles') / 5) = 3 THEN 'Ксенофонт Задунайский'
            WHEN number % 20 > 0 THEN pg_temp.pick(given, number, 62) || ' ' || pg_temp.pick(family, number, 63) END,
        CASE WHEN number % 200 = 1 THEN 'archive-' || course
            WHEN number % 100 > 0 THEN (SELECT slug FROM courses WHERE courses.id = pg_temp.id_of('course', course)) END,
        CASE WHEN number % 10 > 0 THEN jsonb_build_object('child_age', pg_temp.pick('{0-3,3-6,7-10,11-14}', number, 64),
            'parenting_style', pg_temp.pick('{gentle,structured,free,anxious}', number, 65),
            'challenges', jsonb_build_array(pg_temp.pick(subject, number, 66), pg_temp.pick(subject, number, 67)),
            'children_count', 1 + pg_temp.draw(number, 68, 4), 'comment', pg_temp.pick(told, number, 69),
            'hopes', pg_temp.pick(told, number, 70), 'fears', pg_temp.pick(told, number, 71)) END,
        created_at
    FROM new_profiles;

-- Six to fourteen of each learner's lessons, ten in the middle, told to this learner. Their app writes them at once, an
-- hour after the learner came, so all have one time; the steps of 3 and 7 never meet a lesson twice.
INSERT INTO personalized_lesson_descriptions (id, profile_id, lesson_id, content, created_at)
    SELECT pg_temp.id_of('personalized', seed), id,
        pg_temp.id_of('lesson', (course - 1) * pg_temp.setting('lessons') + 1
            + (number + place * CASE WHEN number % 2 = 0 THEN 3 ELSE 7 END) % pg_temp.setting('lessons')),
        jsonb_build_object('title', pg_temp.pick(opening, seed, 81) || ' ' || pg_temp.pick(subject, seed, 82),
            'approach', pg_temp.pick(told, seed, 83), 'tips', jsonb_build_array(
                pg_temp.pick(told, seed, 84), pg_temp.pick(told, seed, 85)),
            'goal', pg_temp.pick(told, seed, 86), 'minutes', 5 * pg_temp.draw(seed, 87, 9)),
        created_at + interval '1 hour'
    FROM new_profiles, generate_series(1, 6 + 2 * (number % 5)::integer) AS place,
        LATERAL (SELECT 14 * number + place) AS drawn (seed);

-- Who looked at whom in the last year, for the log of it.
INSERT INTO admin.users (id, email, role, fs_uniquifier)
    SELECT 100 + number, format('person%s@example.com', number), CASE WHEN number % 3 = 0 THEN 'support' ELSE 'editor' END,
        md5('person' || number)
    FROM generate_series(1, 12) AS number;
INSERT INTO admin.profile_views (user_id, profile_id, user_identifier, page, viewed_at)
    SELECT 101 + pg_temp.draw(number, 91, 12), profiles.id, user_identifier, pg_temp.pick('{details,edit,preview}', number, 92),
        pg_temp.moment(number, pg_temp.setting('profiles'))
    FROM generate_series(1, pg_temp.setting('profiles')) AS number
    JOIN profiles ON profiles.id = pg_temp.id_of('profile', 1 + pg_temp.draw(number, 93, pg_temp.setting('profiles')));

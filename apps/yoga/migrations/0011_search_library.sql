-- One search over poses and sequences, which forgives typing errors and knows the ways to spell Sanskrit [Y1, Y2, F5]

-- up
-- Makes the usual spellings of a Sanskrit name one: vrikshasana, vrksasana and Vṛkṣāsana; shavasana and savasana.
create function fold_sounds(value text) returns text
  language sql immutable strict parallel safe
  return regexp_replace(
    regexp_replace(
      regexp_replace(
        translate(replace(replace(public.fold(value), 'ee', 'i'), 'oo', 'u'), 'w', 'v'),
        -- aspirates and sibilants: dhanurasana and danurasana, shirsasana and sirsasana
        '([bcdgjkpst])h', '\1', 'g'),
      -- the vowel r, written ri or ru
      '(^|[^aeiou])r[iu](?=[^aeiou ])', '\1r', 'g'),
    -- long vowels and double consonants
    '(.)\1', '\1', 'g');

-- array_to_string() is only stable, because of element types whose text depends on settings; text does not.
create function words_of(parts text[]) returns text
  language sql immutable strict parallel safe
  return replace(array_to_string(parts, ' '), '_', ' ');

-- lint-allow: adding-field-with-default because the library is small, and no server in use has it yet
alter table poses
  add column search_names text not null generated always as (
    fold(name_english || ' ' || coalesce(name_sanskrit, '') || ' ' || coalesce(name_sanskrit_iast, ''))
    || ' ' || fold_sounds(name_english || ' ' || coalesce(name_sanskrit, '') || ' ' || coalesce(name_sanskrit_iast, ''))
  ) stored,
  add column search_topics text not null generated always as (
    fold(words_of(array[category] || target_areas))) stored,
  add column search_document tsvector not null generated always as (
    setweight(to_tsvector('english', fold(
      name_english || ' ' || coalesce(name_sanskrit, '') || ' ' || coalesce(name_sanskrit_iast, ''))), 'A')
    || setweight(to_tsvector('english', fold(words_of(array[category, difficulty_level] || target_areas))), 'B')
    || setweight(to_tsvector('english', fold(description)), 'C')) stored;

-- lint-allow: adding-field-with-default because the library is small, and no server in use has it yet
alter table sequences
  add column search_names text not null generated always as (fold(name) || ' ' || fold_sounds(name)) stored,
  add column search_topics text not null generated always as (
    fold(words_of(array[focus_area, style, replace(coalesce(theme, ''), '-', ' ')]))) stored,
  add column search_document tsvector not null generated always as (
    setweight(to_tsvector('english', fold(name)), 'A')
    || setweight(to_tsvector('english', fold(
      words_of(array[focus_area, style, difficulty_level, replace(coalesce(theme, ''), '-', ' ')]))), 'B')
    || setweight(to_tsvector('english', fold(coalesce(description, ''))), 'C')) stored;

-- up outside transaction
create index concurrently poses_search_names on poses using gist (search_names gist_trgm_ops) where is_published;
create index concurrently poses_search_topics on poses using gist (search_topics gist_trgm_ops) where is_published;
create index concurrently poses_search_document on poses using gin (search_document) where is_published;
create index concurrently sequences_search_names on sequences using gist (search_names gist_trgm_ops)
  where is_preset and is_published;
create index concurrently sequences_search_topics on sequences using gist (search_topics gist_trgm_ops)
  where is_preset and is_published;
create index concurrently sequences_search_document on sequences using gin (search_document)
  where is_preset and is_published;

-- down
alter table sequences drop column search_document, drop column search_topics, drop column search_names;
alter table poses drop column search_document, drop column search_topics, drop column search_names;
drop function words_of(text[]);
drop function fold_sounds(text);

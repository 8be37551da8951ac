-- An import may match poses and presets by their names, published or not [Y6, F9]

-- up outside transaction
create index concurrently poses_name_english on poses (name_english);
create index concurrently sequences_preset_names on sequences (name) where is_preset;

-- down outside transaction
drop index concurrently sequences_preset_names;
drop index concurrently poses_name_english;

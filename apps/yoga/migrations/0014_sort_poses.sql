-- The hardest poses first, by name within a level [Y1, F20]

-- up outside transaction
create index concurrently poses_hardest on poses (difficulty_rank desc, name_english, pose_id) where is_published;

-- down outside transaction
drop index concurrently poses_hardest;

-- Administrators find people by parts of names and addresses, and those switched off among all [Y7]

-- up outside transaction
create index concurrently users_search on users using gin (fold(email || ' ' || name) gin_trgm_ops);
create index concurrently users_inactive on users (user_id desc) where not is_active;

-- down outside transaction
drop index concurrently users_inactive;
drop index concurrently users_search;

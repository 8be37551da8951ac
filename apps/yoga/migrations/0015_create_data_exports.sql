-- Copies of what is stored about somebody, made when they ask for it: the latest of each person [Y5]

-- up
create table data_exports (
  user_id integer primary key references users on delete cascade,
  request_id uuid not null constraint data_exports_request unique,
  requested_at timestamptz not null,
  ready_at timestamptz,
  expires_at timestamptz,
  file_name text,
  size_bytes integer,
  constraint data_exports_ready check (num_nulls(ready_at, expires_at, file_name, size_bytes) in (0, 4))
);

create index data_exports_expires_at on data_exports (expires_at);
create index data_exports_file_name on data_exports (file_name);

-- up outside transaction
create index concurrently content_versions_changed_by on content_versions (changed_by) where changed_by is not null;

-- down outside transaction
drop index concurrently content_versions_changed_by;

-- down
drop table data_exports;

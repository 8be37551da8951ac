-- What poses and sequences were before and after each change: kept for ever, without the names of people [Y6]

-- up
create table content_versions (
  version_id integer generated always as identity primary key,
  kind text not null check (kind in ('pose', 'sequence')),
  content_id integer not null,
  action text not null check (action in (
    'create', 'update', 'delete', 'publish', 'unpublish', 'import', 'restore', 'remove_pose')),
  -- An id without a reference: it outlives the account. Null for the command line.
  changed_by integer,
  changed_at timestamptz not null,
  before jsonb,
  after jsonb,
  -- The version that was restored, or the change of a pose that changed this sequence.
  caused_by integer references content_versions,
  constraint content_versions_content check (before is not null or after is not null)
);

create index content_versions_of on content_versions (kind, content_id, version_id desc);
create index content_versions_caused_by on content_versions (caused_by) where caused_by is not null;

create function refuse_content_version_changes() returns trigger language plpgsql as $$
begin
  raise exception 'versions of content are kept as they are';
end
$$;

create trigger content_versions_are_kept before update or delete or truncate on content_versions
  for each statement execute function refuse_content_version_changes();

-- down
drop table content_versions;
drop function refuse_content_version_changes();

-- Who may do what, and who changed it: roles and their permissions, assignments, and a log that only grows.

-- up
create table kit.roles (
  role text primary key,
  description text not null
);

create table kit.role_permissions (
  role text not null references kit.roles on delete cascade,
  permission text not null,
  primary key (role, permission)
);

create table kit.role_assignments (
  subject text not null,
  role text not null references kit.roles,
  assigned_by text not null,
  assigned_at timestamptz not null,
  primary key (subject, role)
);
create index role_assignments_role on kit.role_assignments (role, subject);

create table kit.audit_log (
  audit_id bigint generated always as identity primary key,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject text,
  details jsonb not null
);
create index audit_log_subject on kit.audit_log (subject, audit_id desc);
create index audit_log_actor on kit.audit_log (actor, audit_id desc);
create index audit_log_action on kit.audit_log (action, audit_id desc);

create function kit.refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'kit.audit_log only grows: % refused', lower(tg_op) using errcode = 'insufficient_privilege';
end
$$;
create trigger audit_log_refuse_change before update or delete on kit.audit_log
  for each row execute function kit.refuse_audit_change();
create trigger audit_log_refuse_truncate before truncate on kit.audit_log
  for each statement execute function kit.refuse_audit_change();

-- down
drop table kit.audit_log;
drop function kit.refuse_audit_change();
drop table kit.role_assignments;
drop table kit.role_permissions;
drop table kit.roles;

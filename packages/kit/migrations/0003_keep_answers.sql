-- Answers of requests that carried an Idempotency-Key, so that a repeated request does nothing twice.

-- up
create table kit.kept_answers (
  subject text not null,
  operation text not null,
  key text not null,
  fingerprint bytea not null,
  attempt uuid not null,
  lease_until timestamptz not null,
  expires_at timestamptz not null,
  status integer,
  headers jsonb,
  body text,
  primary key (subject, operation, key),
  constraint kept_answers_finished check ((status is null) = (headers is null))
);
create index kept_answers_expires_at on kit.kept_answers (expires_at);
comment on column kit.kept_answers.fingerprint is 'Hash of what was sent: the same key for something else is refused';
comment on column kit.kept_answers.attempt is 'Who may finish the request; another attempt takes over when the lease has run out';
comment on column kit.kept_answers.status is 'Null while the request is under way';

-- down
drop table kit.kept_answers;

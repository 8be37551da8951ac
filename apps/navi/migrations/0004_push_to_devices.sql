-- Browsers among the devices that taps are pushed to, and taps whose push every device refused. [N4]

-- up
alter table devices add column p256dh text, add column auth_secret text;
alter table devices add constraint devices_browsers_have_keys
  check ((platform = 'web') = (p256dh is not null and auth_secret is not null)) not valid;
comment on column devices.token is 'A device belongs to whoever registered it last; of a browser it is the endpoint of its subscription';
comment on column devices.p256dh is 'Public key of a browser, by which only it can read what is pushed to it';
alter table taps add column push_refused_at timestamptz;
comment on column taps.push_refused_at is 'When no device was left that would take it: unless it is felt live, it fails';

-- down
alter table taps drop column push_refused_at;
delete from devices where platform = 'web';
alter table devices drop constraint devices_browsers_have_keys;
alter table devices drop column p256dh, drop column auth_secret;
comment on column devices.token is 'A device belongs to whoever registered it last';

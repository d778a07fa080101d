/** Counted up with each change of the tables, and kept in the file's `user_version`. */
export const SCHEMA_VERSION = 1;

/**
 * Times are epoch milliseconds. What is fresh lies as single rows in a `recent_` table, which stays small, and is packed
 * from there into one blob for each block of time.
 */
export const SCHEMA = `
  create table if not exists kept (
    shelf text not null,
    id text not null,
    version integer not null,
    value text not null,
    expires_at integer,
    primary key (shelf, id)
  ) without rowid;

  create table series (
    id integer primary key,
    metric text not null,
    dimensions text not null,
    unique (metric, dimensions)
  );
  create table recent_points (
    series integer not null,
    at integer not null,
    count integer not null,
    sum real not null,
    min real not null,
    max real not null,
    primary key (series, at)
  ) without rowid;
  create table points (
    series integer not null,
    step integer not null,
    at integer not null,
    steps blob not null,
    primary key (series, step, at)
  );
  create index points_by_age on points (step, at);

  create table results (
    id integer primary key,
    check_id text not null,
    bad integer not null,
    at integer not null,
    value blob not null
  );
  create index results_by_check on results (check_id, bad, at);

  create table subjects (
    id integer primary key,
    check_id text not null,
    value text not null,
    unique (check_id, value)
  );
  create table recent_passed (
    id integer primary key,
    subject integer not null,
    at integer not null,
    value text not null
  );
  create index recent_passed_by_subject on recent_passed (subject, at);
  create table passed (
    subject integer not null,
    at integer not null,
    value blob not null,
    primary key (subject, at)
  );

  create table alarm_changes (
    id integer primary key,
    alarm text not null,
    state text not null,
    at integer not null,
    reason text not null
  );
  create index alarm_changes_by_alarm on alarm_changes (alarm, id);
  create table inbox (
    id integer primary key,
    receiver text not null,
    at integer not null,
    subject text not null,
    text text not null
  );
`;

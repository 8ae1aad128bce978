import type { SeedVolume } from '../instance-seed.js';
import { sentences } from '../people/people.js';

/** Tables of the database `support`, without keys and indexes. */
export const supportTables = `
CREATE SCHEMA helpdesk;
CREATE TYPE helpdesk.ticket_state AS ENUM ('new', 'open', 'waiting', 'solved');
CREATE TABLE helpdesk.agents (
  id int GENERATED ALWAYS AS IDENTITY, name text NOT NULL, email text NOT NULL, phone text, signature text, sso_subject text
);
CREATE TABLE helpdesk.tickets (
  id bigint GENERATED ALWAYS AS IDENTITY,
  reference text NOT NULL,
  requester_email public.citext NOT NULL,
  requester_name text,
  subject text NOT NULL,
  body text NOT NULL,
  state helpdesk.ticket_state NOT NULL,
  agent_id int,
  fields jsonb NOT NULL,
  cc text[],
  opened_at timestamptz NOT NULL,
  due_on date
);
CREATE TABLE helpdesk.comments (
  ticket_id bigint NOT NULL, position int NOT NULL, author text NOT NULL, body text NOT NULL, internal boolean NOT NULL, raw_mail bytea
);
CREATE TABLE helpdesk.mail_settings (
  mailbox text NOT NULL, imap_host text NOT NULL, smtp_host text NOT NULL, username text NOT NULL, password text NOT NULL
);
CREATE TABLE helpdesk.outgoing_mail (
  id bigint GENERATED ALWAYS AS IDENTITY, recipient text NOT NULL, subject text NOT NULL, body text NOT NULL, sent boolean NOT NULL
);
CREATE TABLE helpdesk.macros (name text PRIMARY KEY, text text NOT NULL);
`;

function tickets({ tickets: count, people }: SeedVolume): string {
  return `
INSERT INTO helpdesk.tickets (reference, requester_email, requester_name, subject, body, state, agent_id, fields, cc, opened_at, due_on)
SELECT 'T-' || lpad(t::text, 8, '0'), p.email, CASE WHEN seed.one_in(5, t, 601) THEN NULL ELSE p.full_name END,
  seed.pick(ARRAY['Cannot log in', 'Where is my parcel?', 'Wrong amount', 'Frage zur Rechnung'], t, 602) || CASE WHEN seed.one_in(4, t, 603) THEN ' - ' || p.full_name ELSE '' END,
  seed.tell(seed.pick(${sentences.personal}, t, 604), p.full_name, p.email, seed.spoken_phone(p.phone)) || E'\\n\\n' || seed.pick(${sentences.plain}, t, 605),
  (ARRAY['new', 'open', 'waiting', 'solved', 'solved']::helpdesk.ticket_state[])[seed.dice(5, t, 606)],
  CASE WHEN seed.one_in(6, t, 607) THEN NULL ELSE seed.dice(12, t, 608) END,
  jsonb_build_object('order', 'A-' || seed.dice(99999, t, 609), 'callback', p.phone, 'channel', seed.pick(ARRAY['mail', 'web', 'phone'], t, 610))
    || CASE WHEN seed.one_in(9, t, 611) THEN jsonb_build_object('identity', jsonb_build_object('bornOn', p.date_of_birth, 'document', 'P' || seed.dice(99999999, t, 612))) ELSE '{}' END,
  CASE WHEN seed.one_in(8, t, 613) THEN ARRAY[lower(q.email)] END, seed.moment(t, 614),
  CASE WHEN seed.one_in(2, t, 615) THEN (seed.moment(t, 614) AT TIME ZONE 'UTC')::date + 3 END
FROM generate_series(1::bigint, ${count}) t
JOIN seed.people p ON p.n = seed.dice(${people}, t, 616) JOIN seed.people q ON q.n = seed.dice(${people}, t, 617);
`;
}

function comments({ tickets: count, people }: SeedVolume): string {
  return `
INSERT INTO helpdesk.comments
SELECT t, c, CASE c WHEN 2 THEN 'agent' ELSE lower(p.email) END, seed.tell(seed.pick(${sentences.personal}, t, 620 + c), p.full_name, lower(p.email), p.phone), seed.one_in(5, t, 623 + c),
  CASE WHEN seed.one_in(30, t, 626) THEN convert_to('From: ' || p.full_name || ' <' || p.email || E'>\\r\\n', 'UTF8') || decode(repeat(md5(t::text), 20), 'hex') END
FROM generate_series(1::bigint, ${count}) t CROSS JOIN generate_series(1, 2) c JOIN seed.people p ON p.n = seed.dice(${people}, t, 616);
`;
}

const agents = `
INSERT INTO helpdesk.agents (name, email, phone, signature, sso_subject)
SELECT p.full_name, lower(p.given_name || '.' || p.n) || '@acme-retail.com', p.phone, 'Best, ' || p.full_name || E'\\nAcme Retail · ' || p.phone, 'auth0|' || encode(sha256(convert_to(p.email, 'UTF8')), 'hex')
FROM seed.people p WHERE p.n <= 12;
INSERT INTO helpdesk.mail_settings VALUES ('service', 'imap.letterbird.co.uk', 'smtp.letterbird.co.uk', 'service@acme-retail.com', seed.token('', 77, 18));
INSERT INTO helpdesk.outgoing_mail (recipient, subject, body, sent)
SELECT p.email, 'Re: your ticket', 'Dear ' || p.full_name || ', we looked into it.', seed.one_in(2, p.n, 631) FROM seed.people p WHERE p.n % 25 = 3;
INSERT INTO helpdesk.macros VALUES ('greeting', 'Hello, thank you for writing to us.'), ('closing', 'We close this ticket now; an answer opens it again.');
`;

/** Writes the statements that fill the database `support`, the largest tables first. */
export function supportRows(volume: SeedVolume): string[] {
  return [tickets(volume), comments(volume), agents];
}

/** Keys, indexes, views and grants of the database `support`, made by `app_owner` when the rows are there. */
export const supportFinish = `
ALTER TABLE helpdesk.agents ADD PRIMARY KEY (id), ADD UNIQUE (email);
ALTER TABLE helpdesk.tickets ADD PRIMARY KEY (id), ADD UNIQUE (reference), ADD FOREIGN KEY (agent_id) REFERENCES helpdesk.agents (id);
CREATE INDEX tickets_requester ON helpdesk.tickets (requester_email);
CREATE INDEX tickets_open ON helpdesk.tickets (opened_at) WHERE state <> 'solved';
ALTER TABLE helpdesk.comments ADD PRIMARY KEY (ticket_id, position), ADD FOREIGN KEY (ticket_id) REFERENCES helpdesk.tickets (id);
ALTER TABLE helpdesk.mail_settings ADD PRIMARY KEY (mailbox);
ALTER TABLE helpdesk.outgoing_mail ADD PRIMARY KEY (id);
CREATE MATERIALIZED VIEW helpdesk.frequent_requesters AS
  SELECT requester_email, max(requester_name) AS name, count(*) AS tickets FROM helpdesk.tickets GROUP BY requester_email;
GRANT USAGE ON SCHEMA helpdesk TO app_rw, app_ro;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA helpdesk TO app_rw;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA helpdesk TO app_rw;
GRANT SELECT ON ALL TABLES IN SCHEMA helpdesk TO app_ro;
`;

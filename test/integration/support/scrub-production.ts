import type { ScrubRules } from '../../../domain/fleet/rules.js';
import type { ScrubServer } from './scrub-server.js';

/** Original values that must be nowhere after a scrub. */
export const originals = [
  'olga.kowalska@realmail.net',
  'Olga Kowalska',
  '+48 601 555 777',
  'Ünal Öztürk',
  'unal@correo.org',
  'Rue des Lilas 14',
  'live-key-of-olga-kowalska',
];

/**
 * A production with what makes scrubbing hard: rows that policies hide, triggers that copy, functions that shadow the
 * system's, views and materialised views over personal data, generated columns, partitions, inheritance, domains,
 * arrays, documents, extended statistics, dropped columns, comments, settings.
 */
export async function fillProduction(server: ScrubServer): Promise<void> {
  await server.query(
    'postgres',
    `create role app_owner login password 'production-password'`,
    `create role app_rw login password 'production-password'`,
    `create role reporting login password 'production-password'`,
    `create database shop`,
    `create database desk`,
  );
  await server.asProvider('postgres', `alter role app_rw set app.key = 'live-key-of-olga-kowalska'`);
  await server.asProvider('postgres', `grant set on parameter app.key to chief`);
  await server.query(
    'shop',
    'create extension citext',
    'grant all on schema public to app_owner',
    'grant app_owner to chief',
  );
  await server.query('shop', 'set role app_owner', ...shop);
  await server.query('desk', 'create schema desk', ...desk, 'revoke app_owner from chief');
}

/** The rules that fit `fillProduction`. */
export const productionRules: ScrubRules = {
  databases: {
    shop: {
      tables: {
        'public.people': {
          keep: ['id', 'city', 'plan'],
          columns: {
            email: 'email',
            full_name: 'name',
            phone: 'phone',
            nick: 'email',
            aliases: 'email',
            born: 'date',
            profile: {
              kind: 'json',
              paths: {
                theme: 'keep',
                'contact.email': 'email',
                'addresses[].street': 'text',
                'addresses[].zip': { kind: 'digits', format: '0####' },
                'seen.*': 'drop',
                'friends.*.name': 'name',
              },
            },
            secret: { kind: 'credential', distinct: true },
            email_hash: 'generated',
          },
        },
        'public.orders': {
          keep: ['id', 'amount', 'placed'],
          columns: { buyer: 'email', note: 'text', search: { kind: 'tsvector', from: ['note'] } },
        },
        'public.events': { keep: ['id', 'at'], columns: { who: 'email', ip: 'inet' } },
        'public.base': { keep: ['id'], columns: { owner_email: 'email' } },
        'public.child': { keep: ['id', 'extra'], columns: { owner_email: 'email' } },
        'public.cities': { keep: ['name', 'population'] },
        'public.log': 'truncate',
        'public.outbox': 'queue',
      },
    },
    desk: {
      tables: {
        'desk.tickets': { keep: ['id'], columns: { email: 'email', body: 'text', raw: 'bytea' } },
      },
    },
    postgres: 'empty',
  },
};

const people = 400;

const shop = [
  `create type plan as enum ('free', 'paid')`,
  `create domain address as text check (value like '%@%')`,
  // Production's own functions of the system's names: they must not win.
  `create function public.lower(v varchar) returns text language sql as $$ select v::text $$`,
  `create table people (
     id bigint generated always as identity primary key,
     gone text,
     email citext not null,
     full_name text,
     phone varchar(40),
     nick address,
     aliases text[],
     city text,
     plan plan not null,
     born date,
     profile jsonb,
     secret text unique,
     email_hash text generated always as (md5(nick::text)) stored)`,
  `create unique index people_email on people (pg_catalog.lower(email::text))`,
  `create index people_name on people (upper(full_name)) where city is not null`,
  `create statistics people_stats (dependencies, mcv) on city, full_name from people`,
  `insert into people (gone, email, full_name, phone, nick, aliases, city, plan, born, profile, secret)
   select 'dropped.' || n || '@realmail.net', 'person' || n || '@RealMail.net', 'Person Number' || n, '+48 601 ' || 100000 + n,
     'nick' || n || '@correo.org', array['alias' || n || '@correo.org', null], (array['Wien', 'Paris', 'Oslo'])[1 + n % 3],
     'free', date '1980-05-17' + n, jsonb_build_object('theme', 'dark', 'contact', jsonb_build_object('email', 'person' || n || '@realmail.net'),
       'addresses', jsonb_build_array(jsonb_build_object('street', 'Main Street ' || n, 'zip', '1234' || n % 10), '{}'::jsonb),
       'seen', jsonb_build_object('person' || n || '@realmail.net', n),
       'friends', jsonb_build_object('Friend Of' || n, jsonb_build_object('name', 'Friend Of' || n))), 'key-' || n
   from generate_series(1, ${String(people - 2)}) as n`,
  `insert into people (email, full_name, phone, nick, aliases, city, plan, born, profile, secret) values
   ('olga.kowalska@realmail.net', 'Olga Kowalska', '+48 601 555 777', 'olga.kowalska@realmail.net',
     '{olga.kowalska@realmail.net}', 'Wien', 'paid', '1979-02-28',
     '{"theme": "light", "contact": {"email": "olga.kowalska@realmail.net"}, "addresses": [{"street": "Rue des Lilas 14"}]}',
     'live-key-of-olga-kowalska'),
   ('unal@correo.org', 'Ünal Öztürk', null, null, null, null, 'free', null, null, null)`,
  `alter table people drop column gone`,
  `create table log (who text, at timestamptz)`,
  `create table orders (id int primary key, buyer citext not null, amount numeric, placed timestamptz, note text, search tsvector)`,
  `insert into orders select n, 'person' || n || '@realmail.net', n, now(), 'Deliver to Olga Kowalska, call +48 601 555 777',
     to_tsvector('simple', 'Olga Kowalska person' || n) from generate_series(1, 300) as n`,
  `create unique index people_email_exact on people (email)`,
  `alter table orders add constraint orders_buyer foreign key (buyer) references people (email) on update cascade`,
  `create table events (id bigint, at date not null, who text, ip inet) partition by range (at)`,
  `create table events_old partition of events for values from (minvalue) to ('2026-01-01')`,
  `create table events_new (ip inet, who text, id bigint, at date not null)`,
  `alter table events attach partition events_new for values from ('2026-01-01') to (maxvalue)`,
  `insert into events select n, date '2025-12-01' + n, 'person' || n || '@realmail.net', ('81.2.69.' || n % 250)::inet from generate_series(1, 60) as n`,
  `create table base (id int, owner_email text)`,
  `create table child (extra int) inherits (base)`,
  `insert into base values (1, 'olga.kowalska@realmail.net')`,
  `insert into child values (2, 'unal@correo.org', 7)`,
  `create table cities (name text primary key, population int)`,
  `insert into cities values ('Wien', 1900000), ('Paris', 2100000), ('Oslo', 700000)`,
  `create table outbox (id int, recipient text, body text)`,
  `insert into outbox values (1, 'olga.kowalska@realmail.net', 'Dear Olga Kowalska')`,
  `create view people_names as select id, full_name, email from people`,
  `create materialized view people_by_city as select city, count(*) as n, min(full_name) as first from people group by city`,
  `create materialized view names_again as select first from people_by_city`,
  `create materialized view unfilled as select email from people with no data`,
  `create function copy_row() returns trigger language plpgsql as $$ begin
     insert into public.log values (coalesce(old.full_name, new.full_name), now()); return null; end $$`,
  `create trigger copies after insert or update of full_name or delete on people for each row execute function copy_row()`,
  `create trigger copies_always after insert or update or delete on people for each row execute function copy_row()`,
  `alter table people enable always trigger copies_always`,
  `create rule also as on insert to cities do also insert into log values (new.name, now())`,
  `alter table people enable row level security`,
  `alter table people force row level security`,
  `create policy own on people using (full_name = current_user)`,
  `comment on table people is 'ask olga.kowalska@realmail.net'`,
  `comment on column people.city is 'Olga Kowalska says so'`,
  `comment on constraint orders_buyer on orders is 'see unal@correo.org'`,
  `analyze`,
];

const desk = [
  `create table desk.tickets (id int primary key, email text, body text, raw bytea)`,
  `insert into desk.tickets values
     (1, 'Olga.Kowalska@realmail.net ', 'I am Olga Kowalska', convert_to('From: olga.kowalska@realmail.net', 'UTF8')),
     (2, 'unal@correo.org', repeat('Ünal Öztürk writes a lot. ', 2000), null),
     (3, '', '', '')`,
  `update desk.tickets set body = body || '.' where id = 1`,
];

import type { SeedVolume } from '../instance-seed.js';
import { sentences } from '../people/people.js';
import { userCredentialRows } from './credential-rows.js';

/** Users with everything that a profile can hide: nested contacts, arrays, addresses in derived columns. */
const users = `
INSERT INTO app.users (id, public_id, email, full_name, given_name, display_name, phone, status, locale, date_of_birth, national_id,
  signup_ip, password_hash, totp_secret, backup_emails, tags, profile, avatar, stripe_customer, referred_by,
  created_at, updated_at, last_login_at)
OVERRIDING SYSTEM VALUE
SELECT p.n, seed.uuid(p.n, 1), p.email, p.full_name,
  CASE WHEN seed.one_in(20, p.n, 101) THEN NULL ELSE p.given_name END,
  left(p.given_name || CASE WHEN seed.one_in(9, p.n, 102) THEN ' 🦊' ELSE '' END, 80),
  CASE WHEN seed.one_in(6, p.n, 103) THEN NULL ELSE p.phone END,
  (ARRAY['invited', 'active', 'active', 'active', 'active', 'suspended', 'closed']::app.user_status[])[seed.dice(7, p.n, 104)],
  p.locale,
  CASE WHEN seed.one_in(4, p.n, 105) THEN NULL ELSE p.date_of_birth END,
  p.country || '-' || lpad(seed.dice(999999999, p.n, 124)::text, 9, '0'),
  seed.address(p.n, 106),
  '$argon2id$v=19$m=65536,t=3,p=4$' || seed.token('', p.n, 22) || '$' || seed.token('pw', p.n, 40),
  CASE WHEN seed.one_in(5, p.n, 107) THEN upper(translate(seed.token('', p.n + 1, 32), '0189', 'ABCD')) END,
  CASE WHEN seed.one_in(8, p.n, 108) THEN ARRAY[q.email, p.given_name || '@' || split_part(q.email, '@', 2)] ELSE '{}' END,
  CASE WHEN seed.one_in(3, p.n, 109) THEN ARRAY['beta', 'vip'] ELSE ARRAY['imported'] END,
  jsonb_build_object(
    'address', jsonb_build_object('street', p.street, 'city', p.city, 'postalCode', p.postal_code, 'country', p.country),
    'contacts', jsonb_build_array(jsonb_build_object('relation', 'partner', 'name', q.full_name, 'email', lower(q.email), 'phone', q.phone)),
    'preferences', jsonb_build_object('newsletter', seed.one_in(2, p.n, 110), 'theme', seed.pick(ARRAY['light', 'dark', 'auto'], p.n, 111)),
    'logins', seed.dice(900, p.n, 112))
  || CASE WHEN seed.one_in(7, p.n, 113) THEN jsonb_build_object('employer', jsonb_build_object('name', p.family_name || ' & Co', 'workEmail', p.email)) ELSE '{}' END
  || CASE WHEN seed.one_in(50, p.n, 114) THEN jsonb_build_object('taxId', p.country || seed.dice(999999999, p.n, 115), 'notes', jsonb_build_array(p.full_name || ' called from ' || p.phone, NULL)) ELSE '{}' END,
  CASE WHEN seed.one_in(10, p.n, 116) THEN decode(repeat(md5(p.n::text), 12), 'hex') || convert_to(p.email, 'UTF8') END,
  CASE WHEN seed.one_in(2, p.n, 117) THEN seed.token('cus_', p.n, 14) END,
  CASE WHEN seed.one_in(5, p.n, 118) AND p.n > 1 THEN seed.dice(p.n - 1, p.n, 119) END,
  p.joined_at, p.joined_at + interval '3 days', CASE WHEN seed.one_in(9, p.n, 120) THEN NULL ELSE p.joined_at + interval '9 days' END
FROM seed.people p
JOIN seed.people q ON q.n = seed.dice((SELECT count(*) FROM seed.people), p.n, 121);
SELECT setval(pg_get_serial_sequence('app.users', 'id'), (SELECT max(id) FROM app.users));
`;

const addresses = `
INSERT INTO app.addresses
SELECT p.n, k.kind, p.full_name, p.street, CASE WHEN seed.one_in(5, p.n, k.salt) THEN 'c/o ' || p.family_name END,
  p.postal_code, p.city, p.country,
  CASE WHEN seed.one_in(3, p.n, k.salt + 1) THEN point(seed.dice(1800000, p.n, 122) / 10000.0, seed.dice(900000, p.n, 123) / 10000.0) END
FROM seed.people p
CROSS JOIN (VALUES ('home', 131, 1), ('work', 133, 3), ('billing', 135, 4)) k (kind, salt, per)
WHERE seed.one_in(k.per, p.n, k.salt + 7);
`;

const documents = `
INSERT INTO app.documents (user_id, file_name, content_text, content, uploaded_at)
SELECT p.n, 'passport-' || lower(p.family_name) || '.pdf',
  'Name: ' || p.full_name || E'\\n' || (SELECT string_agg(md5(p.n::text || i::text), ' ' ORDER BY i) FROM generate_series(1, 120) i) || E'\\nMail: ' || p.email,
  decode((SELECT string_agg(md5(i::text || p.n::text), '' ORDER BY i) FROM generate_series(1, 80) i), 'hex'),
  p.joined_at
FROM seed.people p WHERE p.n % 60 = 1;
`;

const newsletter = `
INSERT INTO app.newsletter SELECT lower(p.email), p.joined_at FROM seed.people p WHERE seed.one_in(4, p.n, 141);
INSERT INTO app.newsletter_clicks (email, campaign, clicked_at)
SELECT lower(p.email), 'autumn-' || c, p.joined_at + make_interval(days => c)
FROM seed.people p, generate_series(1, 2) c WHERE seed.one_in(4, p.n, 141);
INSERT INTO audit.email_changes (user_id, old_email, new_email, changed_at)
SELECT p.n, split_part(p.email, '@', 1) || '@old-' || split_part(p.email, '@', 2), p.email, p.joined_at
FROM seed.people p WHERE seed.one_in(15, p.n, 142);
INSERT INTO app.feature_flags VALUES
  ('new-checkout', true, 50, 'The checkout in one page'), ('dark-mode', true, 100, NULL), ('passkeys', false, 0, 'Waits for the security review');
`;

function outbox(people: number): string {
  return `
INSERT INTO app.outbox (channel, recipient, subject, body, payload, created_at, sent_at)
SELECT c.channel,
  CASE c.channel WHEN 'email' THEN p.email WHEN 'sms' THEN p.phone WHEN 'push' THEN seed.token('', p.n, 22) || ':APA91b' || seed.token('fcm', p.n, 40)
    ELSE 'https://hooks.' || split_part(lower(p.email), '@', 2) || '/in/' || p.n END,
  'Your order, ' || p.given_name,
  seed.tell(seed.pick(${sentences.personal}, o, 151), p.full_name, p.email, seed.spoken_phone(p.phone)),
  jsonb_build_object('to', p.email, 'template', 'order-shipped', 'attempt', 0),
  p.joined_at, CASE WHEN seed.one_in(2, o, 152) THEN p.joined_at + interval '1 minute' END
FROM generate_series(1::bigint, ${Math.ceil(people / 10)}) o
JOIN seed.people p ON p.n = seed.dice(${people}, o, 153)
CROSS JOIN LATERAL (SELECT (ARRAY['email', 'email', 'sms', 'push', 'webhook']::app.channel[])[seed.dice(5, o, 154)] AS channel) c;
`;
}

function auditEvents({ events, people }: SeedVolume): string {
  return `
INSERT INTO audit.events
SELECT e, seed.moment(e, 161), p.n, p.email,
  seed.pick(ARRAY['login', 'profile.update', 'password.reset', 'export'], e, 162), seed.address(e, 163),
  jsonb_build_object(
    'actor', jsonb_build_object('id', p.n, 'email', p.email, 'name', p.full_name),
    'changes', jsonb_build_array(jsonb_build_object('field', 'phone', 'from', q.phone, 'to', p.phone)),
    'request', jsonb_build_object('id', seed.uuid(e, 164), 'ip', host(seed.address(e, 163)), 'referer', 'https://shop.acme-retail.com/reset?email=' || replace(p.email, '@', '%40')))
FROM generate_series(1::bigint, ${events}) e
JOIN seed.people p ON p.n = seed.dice(${people}, e, 165)
JOIN seed.people q ON q.n = seed.dice(${people}, e, 166);
`;
}

/** Writes the statements that fill the database `users`, the largest tables first. */
export function userRows(volume: SeedVolume): string[] {
  return [
    users,
    auditEvents(volume),
    addresses,
    userCredentialRows(volume.people),
    documents + newsletter + outbox(volume.people),
  ];
}

/** Writes the SQL that fills what could act on the world: sessions, tokens, webhooks, push devices, mail servers. */
export function userCredentialRows(people: number): string {
  return `
INSERT INTO app.sessions
SELECT seed.token('sess_', s, 40), p.n, seed.address(s, 201), 'Mozilla/5.0 (X11; Linux x86_64) build/' || seed.dice(999, s, 202),
  jsonb_build_object('email', p.email, 'csrf', seed.token('', s + 5, 24)), timestamptz '2026-12-01 00:00:00+00' + make_interval(mins => (s % 40000)::int)
FROM generate_series(1::bigint, ${Math.ceil(people / 2)}) s JOIN seed.people p ON p.n = seed.dice(${people}, s, 203);

INSERT INTO app.api_tokens (user_id, label, token, token_digest, scopes, last_used_ip, created_at)
SELECT p.n, p.given_name || '''s laptop', t.token, sha256(convert_to(t.token, 'UTF8')), ARRAY['orders:read', 'orders:write'],
  CASE WHEN seed.one_in(2, p.n, 211) THEN seed.address(p.n, 212) END, p.joined_at
FROM seed.people p
CROSS JOIN LATERAL (SELECT CASE seed.hash(p.n, 213) % 4
    WHEN 0 THEN seed.token('acme_' || 'live_', p.n, 40)
    WHEN 1 THEN seed.token('ghp' || '_', p.n, 36)
    WHEN 2 THEN 'xoxb-' || seed.dice(999999999999, p.n, 214) || '-' || seed.token('', p.n, 24)
    ELSE 'AKIA' || upper(translate(seed.token('k', p.n, 15), 'kK0189', 'ABCDEF')) END AS token) t
WHERE seed.one_in(6, p.n, 215);

INSERT INTO app.oauth_identities
SELECT seed.pick(ARRAY['google', 'github', 'apple'], p.n, 221), seed.dice(999999999999, p.n, 222) || '-' || p.n, p.n, p.email,
  'eyJ' || seed.token('h', p.n, 33) || '.eyJ' || seed.token('p', p.n, 40) || '.' || seed.token('s', p.n, 43),
  CASE WHEN seed.one_in(2, p.n, 223) THEN seed.token('1//0', p.n, 43) END
FROM seed.people p WHERE seed.one_in(3, p.n, 224);

INSERT INTO app.push_tokens
SELECT CASE WHEN k.platform = 'ios' THEN encode(sha256(convert_to('apns' || p.n, 'UTF8')), 'hex')
    ELSE seed.token('', p.n, 22) || ':APA91b' || seed.token('fcm', p.n, 40) END,
  p.n, k.platform, p.given_name || '''s phone'
FROM seed.people p CROSS JOIN LATERAL (SELECT seed.pick(ARRAY['ios', 'android'], p.n, 231) AS platform) k
WHERE seed.one_in(3, p.n, 232);

INSERT INTO app.webhooks (user_id, url, secret, events, active)
SELECT p.n, 'https://hooks.' || split_part(lower(p.email), '@', 2) || '/acme/' || p.n || '?key=' || seed.token('', p.n, 20),
  seed.token('whsec_', p.n, 32), ARRAY['order.created', 'order.paid'], NOT seed.one_in(9, p.n, 241)
FROM seed.people p WHERE p.n % 40 = 1;

INSERT INTO app.smtp_settings VALUES
  ('default', 'smtp.letterbird.co.uk', 587, 'mailer@acme-retail.com', seed.token('SG' || '.', 1, 40), 'Acme Retail <service@acme-retail.com>'),
  ('bulk', 'smtp-relay.quickletter.io', 465, 'newsletter', seed.token('', 2, 20), 'news@acme-retail.com');
`;
}

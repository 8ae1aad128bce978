import type { SeedVolume } from '../instance-seed.js';
import { sentences } from '../people/people.js';

function messages({ messages: count, people }: SeedVolume): string {
  return `
INSERT INTO chat.messages (id, conversation_id, sender, body, mentions, attachments, reply_to, sent_at, edited_at)
SELECT m, seed.dice(${conversations(count)}, m, 501), lower(p.email),
  CASE WHEN seed.one_in(2, m, 502) THEN seed.tell(seed.pick(${sentences.personal}, m, 503), p.full_name, p.email, seed.spoken_phone(p.phone))
    ELSE seed.pick(${sentences.plain}, m, 504) END
    || CASE WHEN seed.one_in(5, m, 505) THEN ' https://files.brightmail-home.com/s/' || seed.token('', m, 12) ELSE '' END,
  CASE WHEN seed.one_in(6, m, 506) THEN ARRAY[lower(q.email)] ELSE '{}' END,
  CASE WHEN seed.one_in(12, m, 507) THEN jsonb_build_array(jsonb_build_object('name', q.family_name || '.jpg', 'bytes', seed.dice(900000, m, 508),
    'exif', jsonb_build_object('owner', p.full_name, 'gps', jsonb_build_array(seed.dice(90, m, 509), seed.dice(180, m, 510))))) END,
  CASE WHEN seed.one_in(4, m, 511) AND m > 1 THEN seed.dice(m - 1, m, 512) END,
  seed.moment(m, 513), CASE WHEN seed.one_in(15, m, 514) THEN seed.moment(m, 513) + interval '5 minutes' END
FROM generate_series(1::bigint, ${count}) m
JOIN seed.people p ON p.n = seed.dice(${people}, m, 515)
JOIN seed.people q ON q.n = seed.dice(${people}, m, 516);
`;
}

function conversations(messages: number): number {
  return Math.ceil(messages / 8);
}

function conversationRows({ messages: count, people }: SeedVolume): string {
  return `
INSERT INTO chat.conversations (topic, created_by, created_at, settings)
SELECT CASE WHEN seed.one_in(3, c, 521) THEN 'Talk with ' || p.full_name END, lower(p.email), seed.moment(c, 522),
  jsonb_build_object('muted', seed.one_in(4, c, 523), 'invited', jsonb_build_array(p.phone), 'nicknames', jsonb_build_object(lower(p.email), p.given_name || ' 😎'))
FROM generate_series(1::bigint, ${conversations(count)}) c JOIN seed.people p ON p.n = seed.dice(${people}, c, 524);
INSERT INTO chat.participants
SELECT c, lower(p.email), p.full_name, CASE k WHEN 1 THEN 'owner' WHEN 2 THEN 'member' ELSE 'guest' END::chat.member_role,
  CASE WHEN seed.one_in(2, c, 530 + k) THEN seed.moment(c, 534) END
FROM generate_series(1::bigint, ${conversations(count)}) c CROSS JOIN generate_series(1, 3) k
JOIN seed.people p ON p.n = 1 + (seed.dice(${people}, c, 524) + k - 2) % ${people};
`;
}

function deviceRows({ messages: count, people }: SeedVolume): string {
  return `
INSERT INTO chat.devices
SELECT seed.uuid(p.n, 541), lower(p.email), seed.token('', p.n, 22) || ':APA91b' || seed.token('fcm', p.n, 40),
  CASE WHEN seed.one_in(3, p.n, 542) THEN NULL ELSE seed.address(p.n, 543) END, seed.pick(ARRAY['4.1.0', '4.2.3', '5.0.1'], p.n, 544)
FROM seed.people p WHERE seed.one_in(2, p.n, 545);
INSERT INTO chat.files (message_id, name, content, extracted_text)
SELECT m, p.family_name || '-' || m || '.txt', convert_to(p.full_name || ' / ' || p.email || ' / ' || p.phone || ' ', 'UTF8') || decode(repeat(md5(m::text), 60), 'hex'),
  CASE WHEN seed.one_in(2, m, 551) THEN repeat(seed.tell(${sentences.personal}[1], p.full_name, p.email, p.phone) || E'\\n', 60) END
FROM generate_series(1::bigint, ${count}, 150) m JOIN seed.people p ON p.n = seed.dice(${people}, m, 515);
INSERT INTO chat.outbox (address, body, queued_at, delivered)
SELECT CASE WHEN seed.one_in(3, o, 561) THEN p.phone ELSE lower(p.email) END, 'Hi ' || p.given_name || ', you missed 3 messages.', seed.moment(o, 562), seed.one_in(2, o, 563)
FROM generate_series(1::bigint, ${Math.ceil(people / 12)}) o JOIN seed.people p ON p.n = seed.dice(${people}, o, 564);
INSERT INTO chat.bots
SELECT b.name, 'https://bots.letterbird.co.uk/' || b.name || '?auth=' || seed.token('', b.n, 24), 'xoxb-' || seed.dice(999999999999, b.n, 571) || '-' || seed.token('', b.n, 24), true
FROM (VALUES ('standup', 1::bigint), ('weather', 2), ('deploy', 3)) b (name, n);
`;
}

/** Writes the statements that fill the database `messages`, the largest tables first. */
export function chatRows(volume: SeedVolume): string[] {
  return [messages(volume), conversationRows(volume), deviceRows(volume)];
}

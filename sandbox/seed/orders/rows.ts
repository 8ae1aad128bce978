import type { SeedVolume } from '../instance-seed.js';
import { sentences } from '../people/people.js';

const customers = `
INSERT INTO sales.customers (id, user_public_id, email, name, company, phone, vat_id, credit_limit, created_at)
SELECT p.n, seed.uuid(p.n, 1), lower(p.email), p.full_name,
  CASE WHEN seed.one_in(6, p.n, 301) THEN p.family_name || ' ' || seed.pick(ARRAY['GmbH', 'Ltd.', '& Sons', 'SARL'], p.n, 302) END,
  CASE WHEN seed.one_in(5, p.n, 303) THEN NULL ELSE seed.spoken_phone(p.phone) END,
  CASE WHEN seed.one_in(6, p.n, 301) THEN p.country || lpad(seed.dice(999999999, p.n, 304)::text, 9, '0') END,
  seed.dice(40, p.n, 305) * 50, p.joined_at
FROM seed.people p;
SELECT setval(pg_get_serial_sequence('sales.customers', 'id'), (SELECT max(id) FROM sales.customers));
INSERT INTO sales.products (sku, title, price, attributes)
SELECT 'SKU-' || lpad(i::text, 5, '0'), seed.pick(ARRAY['Oak', 'Steel', 'Linen', 'Walnut', 'Brass'], i, 311) || ' ' || seed.pick(ARRAY['lamp', 'chair', 'shelf', 'desk', 'frame'], i, 312),
  seed.dice(49900, i, 313) / 100.0, jsonb_build_object('weightGrams', seed.dice(9000, i, 314), 'colours', jsonb_build_array('natural', 'black'))
FROM generate_series(1::bigint, 500) i;
`;

/** The customer of an order and the note's author are hashed from its number: every table can find them again. */
function orderRows({ orders, people }: SeedVolume): string {
  return `
INSERT INTO sales.orders
SELECT o, 'A-' || (100000 + o), p.n, lower(p.email),
  (ARRAY['draft', 'placed', 'paid', 'shipped', 'delivered', 'delivered', 'delivered', 'returned', 'cancelled']::sales.order_status[])[seed.dice(9, o, 321)],
  seed.pick(ARRAY['USD', 'EUR', 'EUR', 'GBP'], o, 322), seed.dice(99999, o, 323) / 100.0,
  jsonb_build_object('name', p.full_name, 'street', p.street, 'postalCode', p.postal_code, 'city', p.city, 'country', p.country)
    || CASE WHEN seed.one_in(3, o, 324) THEN jsonb_build_object('phone', p.phone) ELSE '{}' END
    || CASE WHEN seed.one_in(40, o, 325) THEN jsonb_build_object('pickup', jsonb_build_object('shop', 'Dock 7', 'authorized', jsonb_build_array(jsonb_build_object('name', p.given_name, 'idNumber', 'ID' || seed.dice(99999999, o, 326))))) ELSE '{}' END,
  CASE WHEN seed.one_in(6, o, 327) THEN seed.tell(seed.pick(${sentences.personal}, o, 328), p.full_name, p.email, seed.spoken_phone(p.phone))
    WHEN seed.one_in(5, o, 329) THEN seed.pick(${sentences.plain}, o, 330) END,
  CASE WHEN seed.one_in(30, o, 331) THEN 'Happy birthday, dear ' || p.given_name || '! 🎂' END,
  seed.address(o, 332),
  CASE WHEN seed.one_in(20, o, 333) THEN ARRAY[lower(p.email), 'warehouse@acme-retail.com'] END,
  seed.moment(o, 334), CASE WHEN seed.one_in(2, o, 335) THEN seed.moment(o, 334) + interval '2 days' END
FROM generate_series(1::bigint, ${orders}) o
JOIN seed.people p ON p.n = seed.dice(${people}, o, 320);
`;
}

function lineRows({ orders, people }: SeedVolume): string {
  return `
INSERT INTO sales.order_lines (order_id, line_no, product_id, quantity, unit_price, engraving)
SELECT o, l, seed.dice(500, o, 340 + l), seed.dice(5, o, 350 + l), seed.dice(49900, o, 360 + l) / 100.0,
  CASE WHEN seed.one_in(60, o, 370 + l) THEN p.given_name || ' ♥ ' || p.family_name END
FROM generate_series(1::bigint, ${orders}) o
CROSS JOIN generate_series(1, 3) l
JOIN seed.people p ON p.n = seed.dice(${people}, o, 320)
WHERE l <= seed.dice(3, o, 371);
`;
}

function eventRows({ orders, people }: SeedVolume): string {
  return `
INSERT INTO sales.order_events
SELECT o, s, seed.pick(ARRAY['placed', 'paid', 'mail.sent'], s, 381), CASE s WHEN 1 THEN lower(p.email) ELSE 'system' END,
  CASE WHEN s = 2 THEN jsonb_build_object('charge', seed.token('ch_', o, 24), 'receiptUrl', 'https://pay.brightmail-home.com/r/' || seed.token('', o, 16))
    WHEN seed.one_in(4, o, 382) THEN jsonb_build_object('to', p.email, 'subject', p.given_name || ', your order') END,
  seed.moment(o, 334) + make_interval(mins => s)
FROM generate_series(1::bigint, ${orders}) o
CROSS JOIN generate_series(1, 2) s
JOIN seed.people p ON p.n = seed.dice(${people}, o, 320)
WHERE seed.one_in(2, o, 383);
`;
}

function shipmentRows({ orders, people }: SeedVolume): string {
  return `
INSERT INTO sales.shipments (order_id, carrier, tracking_url, recipient, recipient_phone, label_text)
SELECT o, c.carrier, 'https://track.' || c.carrier || '-parcels.net/' || seed.dice(999999999999, o, 392), p.full_name,
  CASE WHEN seed.one_in(2, o, 393) THEN p.phone END,
  CASE WHEN seed.one_in(4, o, 394) THEN upper(p.full_name) || E'\\n' || p.street || E'\\n' || p.postal_code || ' ' || p.city || E'\\nTEL ' || p.phone END
FROM generate_series(1::bigint, ${orders}) o
JOIN seed.people p ON p.n = seed.dice(${people}, o, 320)
CROSS JOIN LATERAL (SELECT seed.pick(ARRAY['swiftwheel', 'bluevan'], o, 391) AS carrier) c
WHERE seed.one_in(2, o, 395);
INSERT INTO sales.outbox (recipient, template, variables, created_at, sent_at)
SELECT lower(p.email), seed.pick(ARRAY['order-confirmed', 'invoice', 'review-request'], o, 396),
  jsonb_build_object('name', p.full_name, 'phone', p.phone, 'order', 'A-' || (100000 + o)), seed.moment(o, 334),
  CASE WHEN seed.one_in(3, o, 397) THEN seed.moment(o, 334) + interval '1 minute' END
FROM generate_series(1::bigint, ${Math.ceil(orders / 15)}) o JOIN seed.people p ON p.n = seed.dice(${people}, o, 320);
INSERT INTO sales.webhook_deliveries (url, signature, payload, attempts, delivered_at)
SELECT 'https://erp.' || split_part(lower(p.email), '@', 2) || '/hooks/orders', seed.token('v1=', o, 40),
  jsonb_build_object('event', 'order.paid', 'customer', jsonb_build_object('email', lower(p.email), 'name', p.full_name)), (o % 4)::int,
  CASE WHEN seed.one_in(2, o, 398) THEN seed.moment(o, 334) END
FROM generate_series(1::bigint, ${Math.ceil(orders / 20)}) o JOIN seed.people p ON p.n = seed.dice(${people}, o, 320);
INSERT INTO sales.partner_endpoints
SELECT 'partner-' || i, 'https://api.partner' || i || '.quickletter.io/v2/orders', seed.token('pk' || '_live_', i, 32), p.email, i <> 3
FROM generate_series(1::bigint, 8) i JOIN seed.people p ON p.n = i;
`;
}

function billingRows({ orders, people }: SeedVolume): string {
  return `
INSERT INTO billing.invoices
SELECT 'R-2026-' || lpad(o::text, 8, '0'), o, p.full_name, lower(p.email), p.street || ', ' || p.postal_code || ' ' || p.city || ', ' || p.country,
  seed.dice(99999, o, 323) / 100.0, (seed.moment(o, 334) AT TIME ZONE 'UTC')::date,
  CASE WHEN seed.one_in(25, o, 401) THEN convert_to('%PDF-1.7 ' || p.full_name || ' <' || p.email || '> ', 'UTF8') || decode(repeat(md5(o::text), 40), 'hex') END
FROM generate_series(1::bigint, ${orders}) o
JOIN seed.people p ON p.n = seed.dice(${people}, o, 320)
WHERE seed.one_in(2, o, 402);
INSERT INTO billing.refunds (invoice_number, amount, reason, approved_by)
SELECT i.number, round(i.amount / 2, 2), 'Complaint of ' || i.bill_to_name || ' (' || i.bill_to_email || ')', seed.pick(ARRAY['m.lindqvist', 't.okafor', 'system'], i.order_id, 403)
FROM billing.invoices i WHERE seed.one_in(20, i.order_id, 404);
INSERT INTO billing.payment_methods (customer_id, provider, provider_token, card_holder, card_last4, iban, expires_on, is_default)
SELECT p.n, k.provider, seed.token(CASE k.provider WHEN 'card' THEN 'pm_' ELSE 'mandate_' END, p.n, 24),
  CASE k.provider WHEN 'card' THEN upper(p.full_name) END, CASE k.provider WHEN 'card' THEN lpad(seed.dice(9999, p.n, 411)::text, 4, '0') END,
  CASE k.provider WHEN 'sepa' THEN 'DE' || lpad(seed.dice(89, p.n, 412)::text, 2, '0') || lpad(seed.dice(999999999999999999, p.n, 413)::text, 18, '0') END,
  date '2027-01-01' + (seed.dice(1400, p.n, 414))::int, true
FROM seed.people p CROSS JOIN LATERAL (SELECT seed.pick(ARRAY['card', 'card', 'sepa'], p.n, 415) AS provider) k
WHERE seed.one_in(2, p.n, 416);
`;
}

/** Writes the statements that fill the database `orders`, the largest tables first. */
export function orderDatabaseRows(volume: SeedVolume): string[] {
  return [orderRows(volume), lineRows(volume), eventRows(volume), billingRows(volume), shipmentRows(volume), customers];
}

/** By which way something leaves the company. */
export type Channel = 'email' | 'sms' | 'push' | 'webhook' | 'relay';

/** A query of what waits to go out: rows of `channel` and `target` (an address, a number, a token, a URL, a host). */
export interface OutboxSource {
  readonly table: string;
  readonly sql: string;
}

/** Everything in production's databases that makes its workers act on the world. */
export const outboxSources: Readonly<Record<string, readonly OutboxSource[]>> = {
  users: [
    { table: 'app.outbox', sql: 'SELECT channel::text, recipient AS target FROM app.outbox WHERE sent_at IS NULL' },
    { table: 'app.newsletter', sql: `SELECT 'email' AS channel, email AS target FROM app.newsletter` },
    { table: 'app.webhooks', sql: `SELECT 'webhook' AS channel, url AS target FROM app.webhooks WHERE active` },
    { table: 'app.push_tokens', sql: `SELECT 'push' AS channel, token AS target FROM app.push_tokens` },
    {
      table: 'app.users',
      sql: `SELECT 'sms' AS channel, phone::text AS target FROM app.users WHERE phone IS NOT NULL`,
    },
    { table: 'app.smtp_settings', sql: `SELECT 'relay' AS channel, host AS target FROM app.smtp_settings` },
  ],
  orders: [
    {
      table: 'sales.outbox',
      sql: `SELECT 'email' AS channel, recipient AS target FROM sales.outbox WHERE sent_at IS NULL`,
    },
    {
      table: 'sales.webhook_deliveries',
      sql: `SELECT 'webhook' AS channel, url AS target FROM sales.webhook_deliveries WHERE delivered_at IS NULL`,
    },
    {
      table: 'sales.partner_endpoints',
      sql: `SELECT 'webhook' AS channel, url AS target FROM sales.partner_endpoints WHERE active`,
    },
    { table: 'sales.customers', sql: `SELECT 'email' AS channel, email AS target FROM sales.customers` },
  ],
  messages: [
    {
      table: 'chat.outbox',
      sql: `SELECT CASE WHEN position('@' IN address) > 0 THEN 'email' ELSE 'sms' END AS channel, address AS target
            FROM chat.outbox WHERE NOT delivered`,
    },
    { table: 'chat.devices', sql: `SELECT 'push' AS channel, push_token AS target FROM chat.devices` },
    { table: 'chat.bots', sql: `SELECT 'webhook' AS channel, callback_url AS target FROM chat.bots WHERE enabled` },
  ],
  support: [
    {
      table: 'helpdesk.outgoing_mail',
      sql: `SELECT 'email' AS channel, recipient AS target FROM helpdesk.outgoing_mail WHERE NOT sent`,
    },
    {
      table: 'helpdesk.mail_settings',
      sql: `SELECT 'relay' AS channel, smtp_host AS target FROM helpdesk.mail_settings`,
    },
    {
      table: 'helpdesk.tickets',
      sql: `SELECT 'sms' AS channel, fields ->> 'callback' AS target FROM helpdesk.tickets`,
    },
  ],
};

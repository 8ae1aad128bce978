/** Tables of the database `messages`, without keys and indexes. */
export const chatTables = `
CREATE SCHEMA chat;
CREATE TYPE chat.member_role AS ENUM ('owner', 'member', 'guest');

CREATE TABLE chat.conversations (
  id bigint GENERATED ALWAYS AS IDENTITY,
  topic text,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  settings jsonb NOT NULL
);
CREATE TABLE chat.participants (
  conversation_id bigint NOT NULL,
  email text NOT NULL,
  display_name text NOT NULL,
  role chat.member_role NOT NULL,
  last_seen timestamptz
);
CREATE TABLE chat.messages (
  id bigint NOT NULL,
  conversation_id bigint NOT NULL,
  sender text NOT NULL,
  body text NOT NULL,
  mentions text[] NOT NULL,
  attachments jsonb,
  reply_to bigint,
  sent_at timestamptz NOT NULL,
  edited_at timestamptz,
  body_length int GENERATED ALWAYS AS (length(body)) STORED,
  search tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, body)) STORED
);
CREATE TABLE chat.devices (
  id uuid NOT NULL,
  email text NOT NULL,
  push_token text NOT NULL,
  last_ip inet,
  app_version text NOT NULL
);
CREATE TABLE chat.files (
  id bigint GENERATED ALWAYS AS IDENTITY,
  message_id bigint NOT NULL,
  name text NOT NULL,
  content bytea NOT NULL,
  extracted_text text
);
CREATE TABLE chat.outbox (
  id bigint GENERATED ALWAYS AS IDENTITY,
  address text NOT NULL,
  body text NOT NULL,
  queued_at timestamptz NOT NULL,
  delivered boolean NOT NULL DEFAULT false
);
CREATE TABLE chat.bots (
  name text NOT NULL,
  callback_url text NOT NULL,
  token text NOT NULL,
  enabled boolean NOT NULL
);
`;

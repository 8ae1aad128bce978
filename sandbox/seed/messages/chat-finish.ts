/** Keys, indexes, triggers, views and grants of the database `messages`, made by `app_owner` when the rows are there. */
export const chatFinish = `
ALTER TABLE chat.conversations ADD PRIMARY KEY (id);
ALTER TABLE chat.participants ADD PRIMARY KEY (conversation_id, email), ADD FOREIGN KEY (conversation_id) REFERENCES chat.conversations (id);
CREATE INDEX participants_name ON chat.participants USING gin (display_name public.gin_trgm_ops);
ALTER TABLE chat.messages ADD PRIMARY KEY (id), ADD FOREIGN KEY (conversation_id) REFERENCES chat.conversations (id),
  ADD FOREIGN KEY (reply_to) REFERENCES chat.messages (id);
CREATE INDEX messages_conversation ON chat.messages (conversation_id, sent_at);
CREATE INDEX messages_sender ON chat.messages (lower(sender));
CREATE INDEX messages_search ON chat.messages USING gin (search);
CREATE INDEX messages_mentions ON chat.messages USING gin (mentions);
ALTER TABLE chat.devices ADD PRIMARY KEY (id), ADD UNIQUE (push_token);
ALTER TABLE chat.files ADD PRIMARY KEY (id), ADD FOREIGN KEY (message_id) REFERENCES chat.messages (id);
ALTER TABLE chat.outbox ADD PRIMARY KEY (id);
CREATE INDEX outbox_waiting ON chat.outbox (queued_at) WHERE NOT delivered;
ALTER TABLE chat.bots ADD PRIMARY KEY (name);

CREATE FUNCTION chat.mark_edited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.edited_at := now();
  RETURN NEW;
END $$;
CREATE TRIGGER messages_edited BEFORE UPDATE OF body ON chat.messages FOR EACH ROW EXECUTE FUNCTION chat.mark_edited();

CREATE VIEW chat.inbox AS
  SELECT m.id, m.sender, p.email AS receiver, m.body, m.sent_at
  FROM chat.messages m JOIN chat.participants p USING (conversation_id) WHERE p.email <> m.sender;

GRANT USAGE ON SCHEMA chat TO app_rw, app_ro;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA chat TO app_rw;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA chat TO app_rw;
GRANT SELECT ON ALL TABLES IN SCHEMA chat TO app_ro;
`;

/** What happened to the tables in past years: a dropped column and deleted rows, whose bytes are all still there. */
const history = `
ALTER TABLE app.users DROP COLUMN national_id;
UPDATE app.addresses SET line2 = NULL WHERE line2 IS NOT NULL AND user_id % 4 = 0;
DELETE FROM app.newsletter_clicks WHERE id % 20 = 0;
`;

/** Keys, indexes and statistics of the database `users`. */
const keysAndIndexes = `
ALTER TABLE app.users ADD PRIMARY KEY (id), ADD CONSTRAINT users_public_id_key UNIQUE (public_id);
CREATE UNIQUE INDEX users_email_key ON app.users (lower(email));
CREATE INDEX users_active_phone ON app.users (phone) WHERE phone IS NOT NULL AND status = 'active';
CREATE INDEX users_name_trigrams ON app.users USING gin (full_name public.gin_trgm_ops);
CREATE INDEX users_search ON app.users USING gin (search);
CREATE INDEX users_city ON app.users ((profile #>> '{address,city}'));
CREATE INDEX users_backup_emails ON app.users USING gin (backup_emails);
ALTER TABLE app.users ADD FOREIGN KEY (referred_by) REFERENCES app.users (id);
CREATE STATISTICS app.users_domain_locale (mcv, dependencies, ndistinct) ON email_domain, locale FROM app.users;
CREATE STATISTICS app.users_lower_name ON lower(full_name), given_name FROM app.users;
ALTER TABLE app.users ALTER COLUMN full_name SET STATISTICS 200;

ALTER TABLE app.addresses ADD PRIMARY KEY (user_id, kind), ADD FOREIGN KEY (user_id) REFERENCES app.users (id) ON DELETE CASCADE;
ALTER TABLE app.sessions ADD PRIMARY KEY (token), ADD FOREIGN KEY (user_id) REFERENCES app.users (id) ON DELETE CASCADE;
ALTER TABLE app.api_tokens ADD PRIMARY KEY (id), ADD UNIQUE (token), ADD FOREIGN KEY (user_id) REFERENCES app.users (id);
ALTER TABLE app.oauth_identities ADD PRIMARY KEY (provider, subject), ADD FOREIGN KEY (user_id) REFERENCES app.users (id);
CREATE INDEX oauth_identities_email ON app.oauth_identities (email);
ALTER TABLE app.push_tokens ADD PRIMARY KEY (token), ADD FOREIGN KEY (user_id) REFERENCES app.users (id);
ALTER TABLE app.webhooks ADD PRIMARY KEY (id), ADD FOREIGN KEY (user_id) REFERENCES app.users (id);
ALTER TABLE app.smtp_settings ADD PRIMARY KEY (name);
ALTER TABLE app.outbox ADD PRIMARY KEY (id);
CREATE INDEX outbox_unsent ON app.outbox (created_at) WHERE sent_at IS NULL;
ALTER TABLE app.documents ADD PRIMARY KEY (id), ADD FOREIGN KEY (user_id) REFERENCES app.users (id);
ALTER TABLE app.newsletter_clicks ADD FOREIGN KEY (email) REFERENCES app.newsletter (email) ON UPDATE CASCADE;
ALTER TABLE audit.email_changes ADD FOREIGN KEY (user_id) REFERENCES app.users (id);
ALTER TABLE audit.events ADD PRIMARY KEY (id, occurred_at);
CREATE INDEX events_actor ON audit.events (lower(actor_email), occurred_at);
`;

/** Code and objects that depend on the columns: triggers, views, a materialised view, a policy, comments. */
const dependants = `
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END $$;
CREATE FUNCTION audit.record_email_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit.email_changes (user_id, old_email, new_email, changed_at) VALUES (OLD.id, OLD.email, NEW.email, now());
  RETURN NULL;
END $$;
CREATE TRIGGER users_touch BEFORE UPDATE ON app.users FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE TRIGGER users_email_changed AFTER UPDATE OF email ON app.users
  FOR EACH ROW WHEN (OLD.email IS DISTINCT FROM NEW.email) EXECUTE FUNCTION audit.record_email_change();

CREATE VIEW app.active_users AS
  SELECT id, email, full_name, phone, profile #>> '{address,city}' AS city FROM app.users WHERE status = 'active';
CREATE VIEW app.mailing_list WITH (security_barrier) AS
  SELECT u.id, lower(u.email) AS email, u.display_name FROM app.active_users a JOIN app.users u USING (id);
CREATE MATERIALIZED VIEW app.user_search AS
  SELECT id, lower(email) AS email, full_name, search FROM app.users WHERE status <> 'closed';
CREATE UNIQUE INDEX user_search_id ON app.user_search (id);
CREATE INDEX user_search_text ON app.user_search USING gin (search);

ALTER TABLE app.documents ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_documents ON app.documents USING (user_id = nullif(current_setting('app.user_id', true), '')::bigint);

COMMENT ON TABLE app.users IS 'Everybody who ever signed up.';
COMMENT ON COLUMN app.users.stripe_customer IS 'Set by the billing job; null until the first order.';
`;

const grants = `
GRANT USAGE ON SCHEMA app, audit TO app_rw, app_ro, reporting;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA app, audit TO app_rw;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA app, audit TO app_rw;
GRANT SELECT ON ALL TABLES IN SCHEMA app TO app_ro;
GRANT SELECT ON app.users TO reporting;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO app_ro;
CREATE SCHEMA reporting;
GRANT USAGE, CREATE ON SCHEMA reporting TO reporting;
`;

/** What `app_owner` does when the rows are there. */
export const userFinish = history + keysAndIndexes + dependants + grants;

/** The copy that somebody in reporting once made and that belongs to another role. */
export const userReporting = `
CREATE TABLE reporting.churned_users AS
  SELECT id AS user_id, email, full_name AS name, phone::text AS mobile, created_at FROM app.users WHERE status = 'closed';
ALTER TABLE reporting.churned_users ADD PRIMARY KEY (user_id);
`;

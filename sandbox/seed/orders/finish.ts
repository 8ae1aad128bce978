/** What happened to the tables in past years: replaced and deleted rows, whose bytes are all still there. */
const history = `
UPDATE sales.shipments SET recipient_phone = NULL WHERE id % 30 = 0;
DELETE FROM sales.webhook_deliveries WHERE id % 25 = 0;
`;

/** Keys, indexes and statistics of the database `orders`. */
const keysAndIndexes = `
ALTER TABLE sales.customers ADD PRIMARY KEY (id), ADD UNIQUE (user_public_id);
CREATE UNIQUE INDEX customers_email_key ON sales.customers (lower(email));
CREATE INDEX customers_company ON sales.customers (lower(company)) WHERE company IS NOT NULL;
ALTER TABLE sales.products ADD PRIMARY KEY (id), ADD UNIQUE (sku);
ALTER TABLE sales.orders ADD PRIMARY KEY (id), ADD CONSTRAINT orders_number_key UNIQUE (number),
  ADD FOREIGN KEY (customer_id) REFERENCES sales.customers (id);
CREATE INDEX orders_email_placed ON sales.orders (customer_email, placed_at);
CREATE INDEX orders_postal_code ON sales.orders ((ship_to ->> 'postalCode'));
CREATE STATISTICS sales.orders_customer (dependencies, mcv) ON customer_id, customer_email FROM sales.orders;
ALTER TABLE sales.order_lines ADD PRIMARY KEY (order_id, line_no), ADD FOREIGN KEY (order_id) REFERENCES sales.orders (id),
  ADD FOREIGN KEY (product_id) REFERENCES sales.products (id);
ALTER TABLE sales.shipments ADD PRIMARY KEY (id), ADD FOREIGN KEY (order_id) REFERENCES sales.orders (id);
ALTER TABLE sales.order_events ADD PRIMARY KEY (order_id, seq);
ALTER TABLE sales.outbox ADD PRIMARY KEY (id);
ALTER TABLE sales.webhook_deliveries ADD PRIMARY KEY (id);
ALTER TABLE sales.partner_endpoints ADD PRIMARY KEY (partner);
ALTER TABLE billing.invoices ADD PRIMARY KEY (number), ADD FOREIGN KEY (order_id) REFERENCES sales.orders (id),
  ADD CONSTRAINT invoices_order_email UNIQUE (order_id, bill_to_email);
ALTER TABLE billing.payment_methods ADD PRIMARY KEY (id), ADD UNIQUE (provider, provider_token),
  ADD FOREIGN KEY (customer_id) REFERENCES sales.customers (id),
  ADD CHECK ((card_last4 IS NULL) <> (iban IS NULL));
ALTER TABLE billing.refunds ADD PRIMARY KEY (id), ADD FOREIGN KEY (invoice_number) REFERENCES billing.invoices (number);
SELECT setval('billing.invoice_number_seq', (SELECT max(order_id) FROM billing.invoices));
`;

const dependants = `
CREATE FUNCTION sales.note_address_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO sales.order_events (order_id, seq, kind, actor, detail, at)
  VALUES (NEW.id, 1000 + floor(extract(epoch FROM clock_timestamp()))::int % 1000000, 'address.changed', NEW.customer_email, jsonb_build_object('to', OLD.customer_email), now());
  RETURN NEW;
END $$;
CREATE TRIGGER orders_address_changed BEFORE UPDATE OF customer_email, ship_to ON sales.orders
  FOR EACH ROW EXECUTE FUNCTION sales.note_address_change();

CREATE VIEW sales.order_overview AS
  SELECT o.id, o.number, o.customer_email, c.name, c.phone, o.ship_to ->> 'city' AS city, o.total
  FROM sales.orders o JOIN sales.customers c ON c.id = o.customer_id;
CREATE MATERIALIZED VIEW sales.best_customers AS
  SELECT customer_email, count(*) AS orders, sum(total) AS revenue, max(ship_to ->> 'name') AS name
  FROM sales.orders WHERE status IN ('paid', 'shipped', 'delivered') GROUP BY customer_email HAVING count(*) > 1;
CREATE UNIQUE INDEX best_customers_email ON sales.best_customers (customer_email);

COMMENT ON TABLE billing.payment_methods IS 'Tokens of the payment provider; the numbers themselves stay there.';
`;

const grants = `
GRANT USAGE ON SCHEMA sales, billing TO app_rw, app_ro, reporting;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA sales, billing TO app_rw;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA sales, billing TO app_rw;
GRANT SELECT ON ALL TABLES IN SCHEMA sales TO app_ro;
GRANT SELECT ON sales.orders, sales.best_customers TO reporting;
`;

/** What `app_owner` does when the rows are there. */
export const orderFinish = history + keysAndIndexes + dependants + grants;

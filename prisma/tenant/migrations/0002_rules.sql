-- What the models cannot say: checks, partial unique indexes, trigram indexes, and the triggers that guard ledgers.

-- platform
INSERT INTO "tenant_state" (id) VALUES (1);
ALTER TABLE "tenant_state" ADD CONSTRAINT "tenant_state_single_row" CHECK (id = 1);
CREATE INDEX "outbox_unpublished" ON "outbox" (occurred_at, id) WHERE seq IS NULL AND parked_at IS NULL;

-- customers
CREATE UNIQUE INDEX "contact_alias_live" ON "contact_alias" (kind, scope, value) WHERE valid_to IS NULL;

-- catalog
CREATE UNIQUE INDEX "category_name_live" ON "category" (name_key) WHERE archived_at IS NULL;
CREATE UNIQUE INDEX "item_sku_live" ON "item" (sku_key) WHERE archived_at IS NULL;
CREATE UNIQUE INDEX "item_barcode_live" ON "item" (barcode) WHERE archived_at IS NULL AND barcode IS NOT NULL;
CREATE INDEX "item_search_trigram" ON "item" USING gin (search ext.gin_trgm_ops);
ALTER TABLE "price" ADD CONSTRAINT "price_not_negative" CHECK (amount_minor >= 0);
ALTER TABLE "tax" ADD CONSTRAINT "tax_rate_range" CHECK (rate_ppm BETWEEN 0 AND 1000000);
ALTER TABLE "fitment" ADD CONSTRAINT "fitment_years" CHECK (year_from <= year_to);
ALTER TABLE "equivalence" ADD CONSTRAINT "equivalence_not_itself" CHECK (from_item_id <> to_item_id);
ALTER TABLE "import_run" ADD CONSTRAINT "import_run_status_known" CHECK (status IN ('uploaded', 'checking', 'checked', 'applying', 'done', 'failed'));

-- inventory
CREATE UNIQUE INDEX "stock_location_shelf" ON "stock_location" (branch_id) WHERE kind = 'shelf';
CREATE UNIQUE INDEX "stock_location_transit" ON "stock_location" (branch_id, to_branch_id) WHERE kind = 'transit';
CREATE UNIQUE INDEX "stock_location_virtual" ON "stock_location" (kind) WHERE NOT is_real;
ALTER TABLE "stock_movement" ADD CONSTRAINT "stock_movement_sides" CHECK (qty_milli > 0 AND from_location_id <> to_location_id);
ALTER TABLE "stock_level" ADD CONSTRAINT "stock_level_reserved" CHECK (reserved_milli >= 0 AND reserved_milli <= greatest(on_hand_milli, 0));
ALTER TABLE "stock_level" ADD CONSTRAINT "stock_level_negative_is_loud" CHECK (on_hand_milli >= 0 OR negative_since IS NOT NULL);
ALTER TABLE "reservation" ADD CONSTRAINT "reservation_quantity" CHECK (qty_milli > 0);
CREATE INDEX "reservation_live" ON "reservation" (item_id, location_id) WHERE consumed_at IS NULL AND released_at IS NULL;
ALTER TABLE "transfer" ADD CONSTRAINT "transfer_two_branches" CHECK (from_branch_id <> to_branch_id);
ALTER TABLE "transfer" ADD CONSTRAINT "transfer_status_known" CHECK (status IN ('requested', 'approved', 'in_transit', 'partially_received', 'received', 'rejected', 'cancelled', 'closed'));
ALTER TABLE "transfer_line" ADD CONSTRAINT "transfer_line_adds_up" CHECK (
  requested_milli > 0 AND approved_milli >= 0 AND shipped_milli >= 0 AND received_milli >= 0 AND lost_milli >= 0 AND returned_milli >= 0
  AND shipped_milli >= received_milli + lost_milli + returned_milli);

CREATE FUNCTION stock_entry_continues() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE previous record;
BEGIN
  SELECT balance_milli, balance_value_micro INTO previous FROM stock_entry
    WHERE item_id = NEW.item_id AND location_id = NEW.location_id AND seq = NEW.seq - 1;
  IF NOT FOUND AND NEW.seq <> 1 THEN
    RAISE EXCEPTION 'stock_entry: gap before seq %', NEW.seq USING ERRCODE = 'check_violation';
  END IF;
  IF coalesce(previous.balance_milli, 0) + NEW.delta_milli <> NEW.balance_milli
     OR coalesce(previous.balance_value_micro, 0) + NEW.delta_value_micro <> NEW.balance_value_micro THEN
    RAISE EXCEPTION 'stock_entry: balance does not continue' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "stock_entry_continues" BEFORE INSERT ON "stock_entry" FOR EACH ROW EXECUTE FUNCTION stock_entry_continues();

-- conversations
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_status_known" CHECK (status IN ('open', 'snoozed', 'closed'));
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_mode_known" CHECK (mode IN ('bot', 'queued', 'offered', 'human', 'muted'));
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_ai_policy_known" CHECK (ai_policy IN ('auto', 'draft', 'off'));
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_bot_is_free" CHECK (mode <> 'bot' OR (ai_policy = 'auto' AND assignee_id IS NULL));
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_human_has_assignee" CHECK (mode <> 'human' OR assignee_id IS NOT NULL);
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_closed_is_quiet" CHECK (status <> 'closed' OR lease_member_id IS NULL);
ALTER TABLE "outbound" ADD CONSTRAINT "outbound_state_known" CHECK (state IN ('held', 'scheduled', 'queued', 'sending', 'sent', 'unconfirmed', 'failed', 'cancelled', 'expired'));
CREATE UNIQUE INDEX "assignment_open" ON "assignment" (conversation_id) WHERE released_at IS NULL;
CREATE INDEX "outbound_due" ON "outbound" (not_before, id) WHERE state = 'queued';

CREATE FUNCTION conversation_fence_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.fence < OLD.fence THEN
    RAISE EXCEPTION 'conversation: the fence never decreases' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "conversation_fence_grows" BEFORE UPDATE ON "conversation" FOR EACH ROW EXECUTE FUNCTION conversation_fence_grows();

-- orders
ALTER TABLE "sales_order" ADD CONSTRAINT "sales_order_status_known" CHECK (status IN ('draft', 'awaiting_confirmation', 'accepted', 'preparing', 'ready', 'completed', 'cancelled', 'rejected', 'expired'));
ALTER TABLE "sales_order" ADD CONSTRAINT "sales_order_adds_up" CHECK (total_minor = subtotal_minor - discount_minor + tax_minor AND paid_minor >= 0);
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_quantity" CHECK (qty_milli > 0);

-- payments
ALTER TABLE "charge" ADD CONSTRAINT "charge_amounts" CHECK (amount_minor > 0 AND paid_minor >= 0);
ALTER TABLE "charge" ADD CONSTRAINT "charge_status_known" CHECK (status IN ('open', 'partial', 'paid', 'credit', 'written_off', 'void'));
ALTER TABLE "payment" ADD CONSTRAINT "payment_amount" CHECK (amount_minor > 0);
ALTER TABLE "payment" ADD CONSTRAINT "payment_status_known" CHECK (status IN ('pending', 'unknown', 'authorized', 'reported', 'captured', 'failed', 'expired', 'cancelled', 'rejected', 'reversed'));
CREATE UNIQUE INDEX "allocation_once" ON "allocation" (payment_id, charge_id) WHERE reverses_id IS NULL;

CREATE FUNCTION money_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM money_line WHERE entry_id = NEW.entry_id GROUP BY currency HAVING sum(minor) <> 0) THEN
    RAISE EXCEPTION 'money_entry % does not balance', NEW.entry_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "money_entry_balances" AFTER INSERT ON "money_line" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION money_entry_balances();

-- invoicing
ALTER TABLE "quote" ADD CONSTRAINT "quote_status_known" CHECK (status IN ('draft', 'sent', 'accepted', 'converted', 'superseded', 'declined', 'cancelled', 'expired'));
ALTER TABLE "quote" ADD CONSTRAINT "quote_adds_up" CHECK (total_minor = subtotal_minor - discount_minor + tax_minor);
ALTER TABLE "quote_line" ADD CONSTRAINT "quote_line_quantity" CHECK (qty_milli > 0);

-- alerts
ALTER TABLE "alert" ADD CONSTRAINT "alert_status_known" CHECK (status IN ('open', 'acknowledged', 'snoozed', 'resolved', 'ignored'));
CREATE UNIQUE INDEX "alert_open_once" ON "alert" (kind, item_id, branch_id, cause_key) WHERE closed_at IS NULL;
ALTER TABLE "proposal" ADD CONSTRAINT "proposal_status_known" CHECK (status IN ('drafted', 'proposed', 'approved', 'executing', 'executed', 'measured', 'rejected', 'expired', 'superseded', 'failed'));
CREATE UNIQUE INDEX "proposal_live_once" ON "proposal" (alert_id, plan_hash) WHERE status IN ('proposed', 'approved', 'executing');

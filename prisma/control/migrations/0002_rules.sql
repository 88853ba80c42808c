-- What the models cannot say: name patterns, states, and the one spare a tenant may claim.
ALTER TABLE "tenant" ADD CONSTRAINT "tenant_schema_name_pattern" CHECK (schema_name ~ '^t_[0-9a-hjkmnp-tv-z]{26}$');
ALTER TABLE "schema_spare" ADD CONSTRAINT "schema_spare_name_pattern" CHECK (schema_name ~ '^t_[0-9a-hjkmnp-tv-z]{26}$');
ALTER TABLE "tenant" ADD CONSTRAINT "tenant_slug_pattern" CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{1,38}[a-z0-9])$' AND slug !~ '--');
ALTER TABLE "tenant" ADD CONSTRAINT "tenant_status_known" CHECK (status IN ('provisioning', 'active', 'read_only', 'suspended', 'closing', 'erased', 'failed'));
ALTER TABLE "provider_inbox" ADD CONSTRAINT "provider_inbox_state_known" CHECK (state IN ('pending', 'done', 'poison'));
ALTER TABLE "provider_item" ADD CONSTRAINT "provider_item_state_known" CHECK (state IN ('pending', 'done', 'unroutable', 'poison'));

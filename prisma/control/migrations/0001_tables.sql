-- The tables of the control schema, as the models describe them.

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "email_norm" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT,
    "locale" TEXT NOT NULL DEFAULT 'es',
    "session_epoch" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "tenant_id" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tenant" (
    "id" TEXT NOT NULL,
    "schema_name" TEXT NOT NULL,
    "cluster" TEXT NOT NULL DEFAULT 'main',
    "code6" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "trade" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "day_start_minutes" INTEGER NOT NULL DEFAULT 240,
    "locale" TEXT NOT NULL,
    "plan" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'provisioning',
    "schema_version" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tenant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "tenant_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "member_id" TEXT NOT NULL,
    "is_owner" BOOLEAN NOT NULL DEFAULT false,
    "status" TEXT NOT NULL DEFAULT 'active',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("tenant_id","account_id")
);

-- CreateTable
CREATE TABLE "provisioning" (
    "request_hash" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "request" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "provisioning_pkey" PRIMARY KEY ("request_hash")
);

-- CreateTable
CREATE TABLE "schema_spare" (
    "schema_name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "claimed_by" TEXT,
    "claimed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "schema_spare_pkey" PRIMARY KEY ("schema_name")
);

-- CreateTable
CREATE TABLE "provider_app" (
    "app_key" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "tenant_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "provider_app_pkey" PRIMARY KEY ("app_key")
);

-- CreateTable
CREATE TABLE "provider_route" (
    "provider" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "app_key" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "provider_route_pkey" PRIMARY KEY ("provider","external_id")
);

-- CreateTable
CREATE TABLE "provider_inbox" (
    "id" BIGSERIAL NOT NULL,
    "provider" TEXT NOT NULL,
    "app_key" TEXT NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "raw" BYTEA NOT NULL,
    "headers" JSONB NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "error" TEXT,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "provider_inbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "provider_item" (
    "envelope_id" BIGINT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "tenant_id" TEXT,
    "kind" TEXT NOT NULL,
    "subject_key" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "error" TEXT,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "provider_item_pkey" PRIMARY KEY ("envelope_id","ordinal")
);

-- CreateTable
CREATE TABLE "provider_reject" (
    "id" BIGSERIAL NOT NULL,
    "provider" TEXT NOT NULL,
    "app_key" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "provider_reject_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_anchor" (
    "tenant_id" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "head_no" BIGINT NOT NULL,
    "head_hash" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_anchor_pkey" PRIMARY KEY ("tenant_id","day")
);

-- CreateTable
CREATE TABLE "idempotency" (
    "route" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "body_hash" TEXT NOT NULL,
    "answer" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_pkey" PRIMARY KEY ("route","key")
);

-- CreateIndex
CREATE UNIQUE INDEX "account_email_norm_key" ON "account"("email_norm");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_hash_key" ON "session"("token_hash");

-- CreateIndex
CREATE INDEX "session_account_id_idx" ON "session"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "tenant_schema_name_key" ON "tenant"("schema_name");

-- CreateIndex
CREATE UNIQUE INDEX "tenant_code6_key" ON "tenant"("code6");

-- CreateIndex
CREATE UNIQUE INDEX "tenant_slug_key" ON "tenant"("slug");

-- CreateIndex
CREATE INDEX "membership_account_id_idx" ON "membership"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "provisioning_tenant_id_key" ON "provisioning"("tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "schema_spare_claimed_by_key" ON "schema_spare"("claimed_by");

-- CreateIndex
CREATE INDEX "provider_route_tenant_id_idx" ON "provider_route"("tenant_id");

-- CreateIndex
CREATE INDEX "provider_inbox_state_next_at_idx" ON "provider_inbox"("state", "next_at");

-- CreateIndex
CREATE UNIQUE INDEX "provider_inbox_provider_app_key_dedupe_key_key" ON "provider_inbox"("provider", "app_key", "dedupe_key");

-- CreateIndex
CREATE INDEX "provider_item_state_next_at_idx" ON "provider_item"("state", "next_at");

-- CreateIndex
CREATE INDEX "provider_item_subject_key_state_idx" ON "provider_item"("subject_key", "state");

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "provider_item" ADD CONSTRAINT "provider_item_envelope_id_fkey" FOREIGN KEY ("envelope_id") REFERENCES "provider_inbox"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

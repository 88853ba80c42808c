export { closeDb, configureDb, type DbConfig, pingDb } from "./clients";
export {
  AbortedTransactionError,
  CommitOutcomeUnknownError,
  isRetryable,
  isUniqueViolation,
  sqlStateOf,
} from "./errors";
export {
  type ControlReader,
  type ControlTx,
  controlReader,
  type TenantReader,
  type TenantTx,
  tenantReader,
} from "./facade";
export { UnboundedWriteError } from "./filter-guard";
export { listen, notify } from "./listen";
export {
  type BootstrapOptions,
  bootstrapCluster,
  derivePasswords,
  type Login,
  loginUrl,
  type Passwords,
} from "./schema/bootstrap";
export {
  type MigrateOptions,
  type MigrationReport,
  migrateAll,
  migrateControl,
  migrateTenants,
  schemaVersion,
} from "./schema/migrate-all";
export { ChecksumDriftError, type MigrationEvent } from "./schema/migrate-schema";
export {
  analyzeSchema,
  claimSpare,
  dropSchema,
  newTenantSchema,
  provisionSchema,
  refillSpares,
} from "./schema/provision";
export { hotSql, type SqlFragment, type SqlValue, sql } from "./sql";
export { ClosedTransactionError, isTenantSchema, NoTenantError, TenantMismatchError, withTenant } from "./tenant-store";
export { type TransactOptions, transactControl, transactTenant } from "./transact";
export { isUnavailable } from "./unavailable";

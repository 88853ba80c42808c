export { closeDb, configureDb, type DbConfig, pingDb } from "./clients";
export {
  AbortedTransactionError,
  CommitOutcomeUnknownError,
  isRetryable,
  isUniqueViolation,
  sqlStateOf,
} from "./errors";
export {
  ClosedTransactionError,
  type ControlReader,
  type ControlTx,
  controlReader,
  type TenantReader,
  type TenantTx,
  tenantReader,
} from "./facade";
export { UnboundedWriteError } from "./filter-guard";
export { listen, notify } from "./listen";
export { hotSql, type SqlFragment, type SqlValue, sql } from "./sql";
export { isTenantSchema, NoTenantError, TenantMismatchError, withTenant } from "./tenant-store";
export { type TransactOptions, transactControl, transactTenant } from "./transact";

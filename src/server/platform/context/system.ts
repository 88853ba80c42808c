import type { Clock } from "../clock";
import type { Ids } from "../ids";
import type { ServiceContext, TenantInfo } from "./index";

/** What a use case before any tenant receives: sign-up, sign-in, sessions. */
export interface SystemContext {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly requestId: string;
  readonly publicUrl: string;
  /** The context of a tenant that is being made, acting as the platform itself. */
  enter(tenant: TenantInfo): ServiceContext;
}

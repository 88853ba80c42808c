import { type TenantContext, tenantStore } from "./tenant-store";

type Request = object;
type Loader = {
  batchBy(request: Request): string | undefined;
  singleLoader(request: Request): Promise<unknown>;
  batchLoader(requests: readonly Request[]): Promise<unknown>;
};
type Internals = { _requestHandler?: { dataloader?: { options?: Partial<Loader> } } };

function isLoader(options: Partial<Loader> | undefined): options is Loader {
  return [options?.batchBy, options?.singleLoader, options?.batchLoader].every(
    (member) => typeof member === "function",
  );
}

/**
 * Prisma collects same-tick findUnique calls and array transactions and runs them in the first caller's async context,
 * which would answer one tenant with another's rows. This keys each batch by tenant and restores the caller's context.
 */
export function bindTenant<C extends object>(client: C): C {
  const options = (client as Internals)._requestHandler?.dataloader?.options;
  if (!isLoader(options)) {
    throw new Error("Prisma's request batching has changed: tenants cannot be kept apart with this version");
  }
  const { batchBy, singleLoader, batchLoader } = options;
  const contexts = new WeakMap<Request, TenantContext>();
  const inContext = <T>(request: Request | undefined, load: () => T): T => {
    const context = request && contexts.get(request);
    return context ? tenantStore.run(context, load) : tenantStore.exit(load);
  };

  // Prisma calls batchBy synchronously in the caller's context, before anything is queued.
  options.batchBy = (request) => {
    const context = tenantStore.getStore();
    if (context) contexts.set(request, context);
    const key = batchBy(request);
    return key && `${context?.schema}|${key}`;
  };
  options.singleLoader = (request) => inContext(request, () => singleLoader(request));
  options.batchLoader = (requests) => inContext(requests[0], () => batchLoader(requests));
  return client;
}

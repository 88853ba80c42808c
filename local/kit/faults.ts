import type { Store } from "./store";

/** One thing that can go wrong on purpose. `proves` is what the product must show while it is on. */
export type FaultKind = {
  id: string;
  label: string;
  proves: string;
  /** Absent when the fault is a plain switch. */
  value?: { label: string; unit: string; initial: number; min: number; max: number };
};

export type FaultSetting = {
  id: string;
  on: boolean;
  value?: number;
  /** How many more times it strikes; absent means until switched off. */
  times?: number;
  /** A provider number or account; absent means all. */
  scope?: string;
};

export interface Faults {
  catalog: readonly FaultKind[];
  list(): (FaultKind & { settings: FaultSetting[] })[];
  set(setting: FaultSetting): void;
  /** Reads a fault without using up one of its times. */
  active(id: string, scope?: string): number | undefined;
  /** Reads a fault and uses up one of its times. */
  take(id: string, scope?: string): number | undefined;
  clear(): void;
}

export class UnknownFaultError extends Error {}

export function createFaults(catalog: readonly FaultKind[], store: Store, changed: () => void = () => {}): Faults {
  const settings = store.collection<FaultSetting>("faults");
  const keyOf = (id: string, scope?: string) => `${id}@${scope ?? "*"}`;
  const find = (id: string, scope?: string) =>
    (scope === undefined ? undefined : settings.get(keyOf(id, scope))) ?? settings.get(keyOf(id));
  const initial = (id: string) => catalog.find((kind) => kind.id === id)?.value?.initial ?? 1;

  return {
    catalog,
    list: () =>
      catalog.map((kind) => ({ ...kind, settings: settings.all().filter((setting) => setting.id === kind.id) })),
    set(setting) {
      const kind = catalog.find(({ id }) => id === setting.id);
      if (!kind)
        throw new UnknownFaultError(`unknown fault "${setting.id}": ${catalog.map(({ id }) => id).join(", ")}`);
      const key = keyOf(setting.id, setting.scope);
      if (!setting.on) settings.delete(key);
      else settings.put(key, { ...setting, value: setting.value ?? initial(setting.id) });
      changed();
    },
    active: (id, scope) => find(id, scope)?.value,
    take(id, scope) {
      const setting = find(id, scope);
      if (!setting) return undefined;
      if (setting.times !== undefined) {
        const times = setting.times - 1;
        const key = keyOf(id, setting.scope);
        if (times <= 0) settings.delete(key);
        else settings.put(key, { ...setting, times });
        changed();
      }
      return setting.value ?? initial(id);
    },
    clear() {
      for (const setting of settings.all()) settings.delete(keyOf(setting.id, setting.scope));
      changed();
    },
  };
}

import type { FaultKind, FaultSetting, Faults } from "@local/kit/faults";
import { z } from "zod";

export type FaultView = FaultKind & { provider: string; on: boolean; current?: number };

/** A service of its own, whose faults are one settings object behind `/__faults`. */
type RemoteFault = FaultKind & { key: string; onValue: number | true };
type RemoteBoard = { url: string; faults: readonly RemoteFault[] };

const settings = z.record(z.string(), z.union([z.number(), z.boolean()]));

const JOB_FAULTS: readonly RemoteFault[] = [
  {
    id: "jobs_duplicate",
    key: "duplicate",
    onValue: 0.5,
    label: "Repetir pasos",
    proves: "Un paso que corre dos veces deja un solo efecto.",
  },
  {
    id: "jobs_lost",
    key: "lostAnswers",
    onValue: 0.3,
    label: "Perder respuestas",
    proves: "Un paso terminado cuya respuesta se pierde se repite sin daño.",
  },
  {
    id: "jobs_events",
    key: "duplicateEvents",
    onValue: 1,
    label: "Duplicar eventos",
    proves: "El mismo evento dos veces se atiende una.",
  },
  {
    id: "jobs_reorder",
    key: "reorder",
    onValue: true,
    label: "Desordenar tareas",
    proves: "El resultado no depende de qué tarea corrió primero.",
  },
  {
    id: "jobs_slow",
    key: "delayMs",
    onValue: 3_000,
    label: "Tareas lentas",
    proves: "La pantalla no espera a las tareas.",
  },
];

const REDIS_FAULTS: readonly RemoteFault[] = [
  {
    id: "redis_down",
    key: "down",
    onValue: true,
    label: "Caché caída",
    proves: "Sin caché todo sigue funcionando, más lento.",
  },
  {
    id: "redis_slow",
    key: "slowMs",
    onValue: 800,
    label: "Caché lenta",
    proves: "Una caché lenta no detiene a nadie: se sigue sin ella.",
  },
  {
    id: "redis_flush",
    key: "flush",
    onValue: true,
    label: "Vaciar la caché una vez",
    proves: "Nada que importe vivía solo en la caché.",
  },
];

export class UnknownProviderError extends Error {}

async function readSettings({ url }: RemoteBoard): Promise<z.infer<typeof settings> | undefined> {
  try {
    const answer = await fetch(`${url}/__faults`, { signal: AbortSignal.timeout(1_000) });
    return settings.parse(await answer.json());
  } catch {
    return undefined; // the service is away, and its switches with it
  }
}

async function writeSettings({ url }: RemoteBoard, next: z.infer<typeof settings>): Promise<void> {
  await fetch(`${url}/__faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(next),
  });
}

export interface FaultBoard {
  list(): Promise<FaultView[]>;
  set(provider: string, setting: FaultSetting): Promise<void>;
  clear(): Promise<void>;
}

/** All the switches of the machine under one list, whoever owns them. */
export function createFaultBoard(
  own: Record<string, Faults>,
  services: { jobsUrl?: string; redisUrl?: string },
): FaultBoard {
  const remote = new Map<string, RemoteBoard>();
  if (services.jobsUrl) remote.set("jobs", { url: services.jobsUrl, faults: JOB_FAULTS });
  if (services.redisUrl) remote.set("redis", { url: services.redisUrl, faults: REDIS_FAULTS });

  return {
    async list() {
      const views = Object.entries(own).flatMap(([provider, board]) =>
        board.list().map(({ settings: [setting], ...kind }): FaultView => {
          return { ...kind, provider, on: setting !== undefined, current: setting?.value };
        }),
      );
      for (const [provider, board] of remote) {
        const current = await readSettings(board);
        if (!current) continue;
        for (const { key, onValue: _onValue, ...kind } of board.faults) {
          views.push({ ...kind, provider, on: Boolean(current[key]) });
        }
      }
      return views;
    },
    async set(provider, setting) {
      const board = own[provider];
      if (board) return board.set(setting);
      const service = remote.get(provider);
      const fault = service?.faults.find(({ id }) => id === setting.id);
      if (!service || !fault) throw new UnknownProviderError(`unknown fault "${setting.id}" of "${provider}"`);
      const current = await readSettings(service);
      if (!current) throw new UnknownProviderError(`${provider} does not answer`);
      const off = fault.onValue === true ? false : 0;
      await writeSettings(service, { ...current, [fault.key]: setting.on ? fault.onValue : off });
    },
    async clear() {
      for (const board of Object.values(own)) board.clear();
      for (const board of remote.values()) if (await readSettings(board)) await writeSettings(board, {});
    },
  };
}

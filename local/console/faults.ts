import type { FaultKind, FaultSetting, Faults } from "@local/kit/faults";
import { z } from "zod";

export type FaultView = FaultKind & { provider: string; on: boolean; current?: number };

const jobSettings = z.looseObject({
  duplicate: z.number(),
  delayMs: z.number(),
  reorder: z.boolean(),
  lostAnswers: z.number(),
  duplicateEvents: z.number(),
});
type JobSettings = z.infer<typeof jobSettings>;

type JobFault = FaultKind & {
  key: "duplicate" | "delayMs" | "reorder" | "lostAnswers" | "duplicateEvents";
  onValue: number | true;
};

const JOB_FAULTS: readonly JobFault[] = [
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

/** All the switches of the machine under one list, whoever owns them. */
export function createFaultBoard(boards: Record<string, Faults>, jobsUrl: string | undefined) {
  const readJobs = async (): Promise<JobSettings | undefined> => {
    if (!jobsUrl) return undefined;
    try {
      const answer = await fetch(`${jobsUrl}/__faults`, { signal: AbortSignal.timeout(1_000) });
      return jobSettings.parse(await answer.json());
    } catch {
      return undefined; // no executor, no switches of it
    }
  };
  const isOn = (settings: JobSettings, { key }: JobFault) => Boolean(settings[key]);

  return {
    async list(): Promise<FaultView[]> {
      const own = Object.entries(boards).flatMap(([provider, board]) =>
        board.list().map(({ settings, ...kind }): FaultView => {
          const setting = settings[0];
          return { ...kind, provider, on: setting !== undefined, current: setting?.value };
        }),
      );
      const jobs = await readJobs();
      if (!jobs) return own;
      return [
        ...own,
        ...JOB_FAULTS.map(
          ({ id, label, proves, ...fault }): FaultView => ({
            id,
            label,
            proves,
            provider: "jobs",
            on: isOn(jobs, { id, label, proves, ...fault }),
          }),
        ),
      ];
    },
    async set(provider: string, setting: FaultSetting): Promise<void> {
      const board = boards[provider];
      if (board) return board.set(setting);
      const fault = JOB_FAULTS.find(({ id }) => id === setting.id);
      const current = provider === "jobs" && fault ? await readJobs() : undefined;
      if (!fault || !current) throw new UnknownProviderError(`unknown provider or fault: ${provider} ${setting.id}`);
      const off = fault.onValue === true ? false : 0;
      const next = { ...current, [fault.key]: setting.on ? fault.onValue : off };
      await fetch(`${jobsUrl}/__faults`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(next),
      });
    },
    async clear(): Promise<void> {
      for (const board of Object.values(boards)) board.clear();
      if (await readJobs())
        await fetch(`${jobsUrl}/__faults`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: "{}",
        });
    },
  };
}

export class UnknownProviderError extends Error {}

export type FaultBoard = ReturnType<typeof createFaultBoard>;

import type { ConversationId } from "@/lib/ids";
import { minutes, plus } from "@/lib/time";
import { handoff, ingestItem, splitMetaEnvelope } from "@/server/modules/conversations/public";
import { sql } from "@/server/platform/db";
import { findRoute } from "@/server/platform/routing";
import type { Seeded } from "./business";
import type { SeedBusiness } from "./businesses";

interface Line {
  minutesAgo: number;
  text: string;
}
interface Thread {
  name: string;
  waId: string;
  number: number;
  lines: Line[];
}

/** Chats that were waiting when the shop opened: what people wrote, oldest first. The bot does not answer history. */
const threads: Record<string, Thread[]> = {
  "repuestos-el-cardon": [
    {
      name: "Iván Prado",
      waId: "584165550103",
      number: 0,
      lines: [
        { minutesAgo: 190, text: "Buenas, 2 filtros de aceite pa Hilux 2010 y 4 litros de 20w50" },
        { minutesAgo: 186, text: "cuánto sería en bs?" },
      ],
    },
    {
      name: "Dist. Lara",
      waId: "582515550104",
      number: 0,
      lines: [{ minutesAgo: 1_500, text: "Mañana llega el pedido de bujías, ¿quién recibe?" }],
    },
    {
      name: "Yolanda Marín",
      waId: "584145550130",
      number: 1,
      lines: [{ minutesAgo: 95, text: "hola, el alternador que me vendieron hace un mes salió malo, me lo cambian?" }],
    },
    {
      name: "Pedro Landaeta",
      waId: "584245550131",
      number: 1,
      lines: [{ minutesAgo: 44, text: "Tienen amortiguadores delanteros del Aveo 2008? los necesito hoy" }],
    },
    {
      name: "Taller Los Pinos",
      waId: "584125550132",
      number: 2,
      lines: [{ minutesAgo: 31, text: "me mandas presupuesto de un kit de embrague para optra" }],
    },
    {
      name: "Gladys Rondón",
      waId: "584165550133",
      number: 0,
      lines: [{ minutesAgo: 12, text: "quiero hablar con una persona porfa" }],
    },
  ],
  "cafe-mariposa": [
    {
      name: "Camila Torres",
      waId: "573005550201",
      number: 0,
      lines: [{ minutesAgo: 25, text: "Buenas tardes, ¿qué hay de almuerzo hoy?" }],
    },
    {
      name: "Andrés Giraldo",
      waId: "573015550202",
      number: 0,
      lines: [{ minutesAgo: 9, text: "¿me mandan 2 tintos y 3 pandebonos a la oficina?" }],
    },
  ],
  "clinica-aurora": [
    {
      name: "Rosa Medina",
      waId: "525555550301",
      number: 0,
      lines: [{ minutesAgo: 18, text: "Hola, ¿puedo mover mi cita del jueves?" }],
    },
  ],
  "barberia-don-tito": [
    {
      name: "Fede Sosa",
      waId: "5491155550401",
      number: 0,
      lines: [{ minutesAgo: 7, text: "che tenés turno pal sábado a la tarde?" }],
    },
  ],
};

/** Nobody was there to answer: they wait in the queue for a person, not for the bot. */
async function queueForPeople({ ctx }: Seeded): Promise<void> {
  const rows = await sql<{ id: ConversationId; fence: bigint }>(
    ctx.read,
  )`select id, fence from conversation where mode = 'bot'`;
  for (const { id, fence } of rows) await ctx.transaction((tx) => handoff(tx, ctx, { conversationId: id, fence }));
}

/** Messages come in through the same ingest as a webhook's. */
export async function seedConversations(seeded: Seeded, business: SeedBusiness): Promise<void> {
  const { ctx } = seeded;
  for (const thread of threads[business.slug] ?? []) {
    const number = business.numbers[thread.number];
    const route = number && (await findRoute("meta", number.phoneNumberId));
    if (!number || !route) continue;
    for (const [index, line] of thread.lines.entries()) {
      const at = Math.floor(plus(ctx.clock.now(), -minutes(line.minutesAgo)) / 1_000);
      const userId = `${ctx.tenant.country}.${thread.waId}`;
      const value = {
        messaging_product: "whatsapp",
        metadata: { display_phone_number: number.display.replace(/\D/g, ""), phone_number_id: number.phoneNumberId },
        contacts: [{ profile: { name: thread.name }, wa_id: thread.waId, user_id: userId }],
        messages: [
          {
            from: thread.waId,
            from_user_id: userId,
            id: `wamid.seed.${business.slug}.${thread.waId}.${index}`,
            timestamp: String(at),
            type: "text",
            text: { body: line.text },
          },
        ],
      };
      const envelope = {
        object: "whatsapp_business_account",
        entry: [{ id: "seed", changes: [{ field: "messages", value }] }],
      };
      for (const item of splitMetaEnvelope(envelope))
        await ingestItem(ctx, { channelId: route.subjectId, kind: item.kind, payload: item.payload });
    }
  }
  await queueForPeople(seeded);
}

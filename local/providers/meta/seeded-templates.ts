import { templateId } from "./templates";
import type { Template, TemplateButton } from "./types";

type Seed = { name: string; category?: Template["category"]; body: string; quick?: string[]; link?: string };

const SEEDS: Seed[] = [
  {
    name: "cotizacion_lista",
    body: "Hola {{nombre}}, tu cotización {{folio}} está lista: {{total}}. Vale hasta {{vence}}.",
    quick: ["Aceptar"],
    link: "Ver cotización",
  },
  {
    name: "pedido_confirmado",
    body: "Hola {{nombre}}, confirmamos tu pedido {{folio}} por {{total}}. Entrega: {{entrega}}.",
    link: "Ver pedido",
  },
  {
    name: "pedido_en_camino",
    body: "Hola {{nombre}}, tu pedido {{folio}} va en camino con {{repartidor}}. Llega a las {{hora}}.",
    link: "Seguir",
  },
  {
    name: "pago_pendiente",
    body: "Hola {{nombre}}, queda pendiente {{concepto}} por {{monto}}. Vence {{vence}}.",
    link: "Pagar",
  },
  { name: "pago_recibido", body: "Gracias {{nombre}}, recibimos {{monto}} por {{folio}}." },
  {
    name: "factura_disponible",
    body: "Hola {{nombre}}, tu factura {{numero}} por {{monto}} está disponible.",
    link: "Descargar",
  },
  {
    name: "cita_confirmada",
    body: "Hola {{nombre}}, tu cita de {{servicio}} quedó para el {{fecha}} a las {{hora}} en {{sucursal}}.",
    quick: ["Cambiar", "Cancelar"],
  },
  {
    name: "cita_recordatorio",
    body: "Hola {{nombre}}, te recordamos {{servicio}} el {{fecha}} a las {{hora}}. ¿Vienes?",
    quick: ["Confirmo", "Cambiar", "Cancelar"],
  },
  {
    name: "turno_cerca",
    body: "Hola {{nombre}}, tu turno {{ticket}} está cerca: faltan {{faltan}}.",
    quick: ["Ya voy", "Ceder turno"],
  },
  {
    name: "lugar_disponible",
    body: "Hola {{nombre}}, se liberó {{servicio}} el {{fecha}} a las {{hora}}. Te lo guardamos hasta {{expira}}.",
    quick: ["Lo tomo", "No puedo"],
  },
  {
    name: "respuesta_en_espera",
    body: "Hola {{nombre}}, {{negocio}} tiene una respuesta sobre {{tema}} para ti.",
    quick: ["Ver respuesta"],
  },
  {
    name: "producto_disponible",
    category: "MARKETING",
    body: "Hola {{nombre}}, ya tenemos {{producto}} en {{sucursal}} a {{precio}}.",
    quick: ["Apartar", "Ya no"],
  },
  {
    name: "encuesta_atencion",
    body: "Hola {{nombre}}, ¿cómo te atendió {{agente}} hoy?",
    quick: ["Bien", "Regular", "Mal"],
  },
  {
    name: "promo_segmento",
    category: "MARKETING",
    body: "Hola {{nombre}}, tenemos {{oferta}} hasta {{vigencia}}. ¿Te interesa?",
    quick: ["Me interesa", "No más promos"],
  },
  {
    name: "alerta_stock_bajo",
    body: "Se acaba {{producto}} en {{sucursal}}: quedan {{quedan}}, alcanza {{dias}} días.",
    quick: ["Ver", "Pedir", "Ignorar"],
  },
  {
    name: "aprobar_traslado",
    body: "Trasladar {{cantidad}} de {{producto}} de {{origen}} a {{destino}} ahorra {{ahorro}}. ¿Lo apruebas?",
    quick: ["Aprobar", "Rechazar", "Ver"],
  },
  { name: "accion_confirmada", body: "Listo: {{accion}}. {{detalle}} Folio {{folio}}.", quick: ["Deshacer"] },
  {
    name: "resumen_diario",
    body: "Hola {{nombre}}, {{fecha}}: ventas {{ventas}}, alertas {{alertas}}, pendientes {{pendientes}}.",
    link: "Ver resumen",
  },
];

const LANGUAGES = ["es", "es_MX", "es_AR"];

/** The approved templates every new account of this machine starts with; their parameters may be named or in order. */
export function seededTemplates(wabaId: string): Template[] {
  return LANGUAGES.flatMap((language) =>
    SEEDS.map(({ name, category = "UTILITY", body, quick = [], link }) => ({
      id: templateId(wabaId, name, language),
      wabaId,
      name,
      language,
      category,
      status: "APPROVED" as const,
      parameterFormat: "EITHER" as const,
      body,
      buttons: [
        ...quick.map((text): TemplateButton => ({ type: "QUICK_REPLY", text })),
        ...(link ? [{ type: "URL" as const, text: link, url: "{{1}}" }] : []),
      ],
    })),
  );
}

export interface Template {
  name: string;
  language: string;
  category: "utility" | "marketing";
  body: string;
  variables: string[];
  buttons: { type: "quick_reply" | "url"; text: string }[];
}

const utility = (name: string, body: string, quick: string[] = [], link?: string): Template => ({
  name,
  language: "es",
  category: "utility",
  body,
  variables: placeholdersOf(body),
  buttons: [
    ...quick.map((text) => ({ type: "quick_reply" as const, text })),
    ...(link ? [{ type: "url" as const, text: link }] : []),
  ],
});
const marketing = (name: string, body: string, quick: string[]): Template => ({
  ...utility(name, body, quick),
  category: "marketing",
});

export function placeholdersOf(body: string): string[] {
  return [...new Set([...body.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? ""))];
}

export const fillTemplate = (body: string, values: readonly { name: string; value: string }[]): string =>
  body.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values.find((one) => one.name === name)?.value ?? whole);

/** What every business starts with; texts and variables as registered with the provider. */
export const shippedTemplates: readonly Template[] = [
  utility(
    "cotizacion_lista",
    "Hola {{nombre}}, tu cotización {{folio}} está lista: {{total}}. Vale hasta {{vence}}.",
    ["Aceptar"],
    "Ver cotización",
  ),
  utility(
    "pedido_confirmado",
    "Hola {{nombre}}, confirmamos tu pedido {{folio}} por {{total}}. Entrega: {{entrega}}.",
    [],
    "Ver pedido",
  ),
  utility(
    "pedido_en_camino",
    "Hola {{nombre}}, tu pedido {{folio}} va en camino con {{repartidor}}. Llega a las {{hora}}.",
    [],
    "Seguir",
  ),
  utility(
    "pago_pendiente",
    "Hola {{nombre}}, queda pendiente {{concepto}} por {{monto}}. Vence {{vence}}.",
    [],
    "Pagar",
  ),
  utility("pago_recibido", "Gracias {{nombre}}, recibimos {{monto}} por {{folio}}."),
  utility(
    "factura_disponible",
    "Hola {{nombre}}, tu factura {{numero}} por {{monto}} está disponible.",
    [],
    "Descargar",
  ),
  utility(
    "cita_confirmada",
    "Hola {{nombre}}, tu cita de {{servicio}} quedó para el {{fecha}} a las {{hora}} en {{sucursal}}.",
    ["Cambiar", "Cancelar"],
  ),
  utility("cita_recordatorio", "Hola {{nombre}}, te recordamos {{servicio}} el {{fecha}} a las {{hora}}. ¿Vienes?", [
    "Confirmo",
    "Cambiar",
    "Cancelar",
  ]),
  utility("turno_cerca", "Hola {{nombre}}, tu turno {{ticket}} está cerca: faltan {{faltan}}.", [
    "Ya voy",
    "Ceder turno",
  ]),
  utility(
    "lugar_disponible",
    "Hola {{nombre}}, se liberó {{servicio}} el {{fecha}} a las {{hora}}. Te lo guardamos hasta {{expira}}.",
    ["Lo tomo", "No puedo"],
  ),
  utility("respuesta_en_espera", "Hola {{nombre}}, {{negocio}} tiene una respuesta sobre {{tema}} para ti.", [
    "Ver respuesta",
  ]),
  marketing("producto_disponible", "Hola {{nombre}}, ya tenemos {{producto}} en {{sucursal}} a {{precio}}.", [
    "Apartar",
    "Ya no",
  ]),
  utility("encuesta_atencion", "Hola {{nombre}}, ¿cómo te atendió {{agente}} hoy?", ["Bien", "Regular", "Mal"]),
  marketing("promo_segmento", "Hola {{nombre}}, tenemos {{oferta}} hasta {{vigencia}}. ¿Te interesa?", [
    "Me interesa",
    "No más promos",
  ]),
  utility("alerta_stock_bajo", "Se acaba {{producto}} en {{sucursal}}: quedan {{quedan}}, alcanza {{dias}} días.", [
    "Ver",
    "Pedir",
    "Ignorar",
  ]),
  utility(
    "aprobar_traslado",
    "Trasladar {{cantidad}} de {{producto}} de {{origen}} a {{destino}} ahorra {{ahorro}}. ¿Lo apruebas?",
    ["Aprobar", "Rechazar", "Ver"],
  ),
  utility("accion_confirmada", "Listo: {{accion}}. {{detalle}} Folio {{folio}}.", ["Deshacer"]),
  utility(
    "resumen_diario",
    "Hola {{nombre}}, {{fecha}}: ventas {{ventas}}, alertas {{alertas}}, pendientes {{pendientes}}.",
    [],
    "Ver resumen",
  ),
];

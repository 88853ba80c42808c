import { HUMAN_OPTION } from "@/server/modules/assistant/nlu/options/domain";
import type { HandoffCode, Option } from "@/server/modules/assistant/nlu/turn/domain";

/** What the customer reads. Warm, neutral, one bubble; the facts are put in by `answer`. */

export const ASK = {
  product: "¿Qué producto buscas? Si es un repuesto, dime también para qué carro es.",
  vehicle: "¿Para qué vehículo es? Dime marca, modelo y año.",
  quantity: "¿Cuántos necesitas?",
  quantityTooLarge: "Esa cantidad es muy grande para confirmarla por aquí. ¿Cuántos necesitas para empezar?",
} as const;

export const INTENT_TITLES: Readonly<Record<string, string>> = {
  product_availability: "Ver si hay",
  product_price: "Precio",
  product_fitment: "Si le sirve",
  product_alternative: "Otra marca",
  branch_stock: "Otra sucursal",
  quote_request: "Cotización",
  order_create: "Hacer un pedido",
  order_status: "Mi pedido",
  hours_location: "Horario y dirección",
  delivery_info: "Envíos",
  payment_how: "Formas de pago",
  payment_report: "Avisar un pago",
  invoice_request: "Factura",
  booking_create: "Agendar una cita",
  booking_change: "Mover mi cita",
  booking_cancel: "Cancelar mi cita",
  warranty_return: "Garantía o cambio",
  menu_request: "Ver la carta",
};

export const HANDOFF_TEXT: Readonly<Record<HandoffCode, string>> = {
  asked_human: "Claro, te paso con una persona del equipo. En un momento te escribe.",
  low_confidence: "No quiero darte un dato equivocado. Te paso con una persona del equipo.",
  repeated_miss: "Mejor te atiende una persona del equipo. Ya le avisé.",
  complaint: "Lamento lo que pasó. Le paso tu caso a una persona del equipo para que lo resuelva contigo.",
  emergency: "Ya le avisé a una persona del equipo.",
  tool_error: "Ahora no puedo consultar el sistema. Te paso con una persona del equipo para no hacerte esperar.",
  no_source: "Eso te lo confirma una persona del equipo. Ya le avisé.",
  approval_needed: "Le paso los datos a una persona del equipo y te confirma por aquí.",
  injection_suspected: "Te paso con una persona del equipo.",
};

/** Intents a person finishes: the code for the report and what the customer reads meanwhile. */
export const PERSON_INTENTS: Readonly<Record<string, { code: HandoffCode; text: string }>> = {
  complaint: { code: "complaint", text: HANDOFF_TEXT.complaint },
  payment_report: {
    code: "approval_needed",
    text: "Recibí tu aviso de pago. Una persona del equipo lo revisa y te confirma por aquí.",
  },
  order_change: {
    code: "approval_needed",
    text: "Le paso el cambio de tu pedido a una persona del equipo y te confirma por aquí.",
  },
  order_status: { code: "no_source", text: "Una persona del equipo revisa tu pedido y te dice cómo va." },
  warranty_return: {
    code: "approval_needed",
    text: "Lamento que no funcionara. Una persona del equipo revisa el cambio o la garantía contigo.",
  },
  data_update: {
    code: "approval_needed",
    text: "Le paso tus datos nuevos a una persona del equipo para que los actualice.",
  },
  booking_create: {
    code: "approval_needed",
    text: "Le paso tu cita a una persona del equipo y te confirma el hueco por aquí.",
  },
  booking_change: {
    code: "approval_needed",
    text: "Le paso el cambio de tu cita a una persona del equipo y te confirma por aquí.",
  },
  booking_cancel: {
    code: "approval_needed",
    text: "Le aviso a una persona del equipo para cancelar tu cita y te confirma por aquí.",
  },
  booking_confirm: { code: "approval_needed", text: "Gracias por confirmar. Le aviso al equipo." },
  queue_ticket: { code: "no_source", text: "Una persona del equipo te dice cómo va la cola." },
};

const start = (intent: string): Option => ({
  id: `intent:${intent}`,
  title: INTENT_TITLES[intent] ?? intent,
  choice: { kind: "intent", intent },
});

export const say = {
  optionExpired: "Esa opción ya venció. Estas son las de ahora.",
  declined: "Está bien. Aquí estoy si necesitas algo más.",
  whatElse: "¿En qué te ayudo?",
  which: "Claro, ¿cuál de estas?",
  notUnderstood: "No te entendí bien. ¿Qué necesitas?",
  didYouMean: "Para no equivocarme, ¿qué buscas?",
  quoteToPerson: "Listo. Le paso los datos a una persona del equipo para tu cotización y te la envía por aquí.",
  reserveToPerson: "Listo. Le aviso a una persona del equipo para que te lo aparte y te confirma por aquí.",
  discount: "Los descuentos los confirma una persona del equipo. Ya le avisé.",
  thanks: "Con gusto. Aquí estoy si necesitas algo más.",
  optedOut: "Listo, no te enviaremos más promociones. Si nos escribes, te respondemos igual.",
  optOutToPerson: "Listo, le aviso al equipo para que no te lleguen más promociones. Una persona lo deja anotado.",
  emergency: (number: string | undefined): string =>
    number === undefined
      ? "Si hay una emergencia, llama ya al número de emergencias de tu zona. Ya le avisé a una persona del equipo."
      : `Si hay una emergencia, llama ya al ${number}. Ya le avisé a una persona del equipo.`,
  greeting: (business: string, hasIntroduced: boolean): string =>
    hasIntroduced ? "Hola de nuevo. ¿Qué buscas?" : `Hola, soy el asistente de ${business}. ¿Qué buscas hoy?`,
  outOfScope: (business: string): string =>
    `En eso no puedo ayudarte; sí con productos, precios y sucursales de ${business}.`,
  vehicleNoted: (model: string | undefined): string =>
    model === undefined ? "Anotado. ¿Qué repuesto buscas?" : `Anotado, es para tu ${model}. ¿Qué repuesto buscas?`,
  startOptions: [start("product_availability"), start("hours_location"), HUMAN_OPTION] as readonly Option[],
} as const;

import type { FaultKind } from "@local/kit/faults";

export const STRIPE_FAULTS: readonly FaultKind[] = [
  {
    id: "duplicate",
    label: "Duplicar eventos",
    proves: "Un pago avisado varias veces se registra una sola vez.",
    value: { label: "copias", unit: "×", initial: 2, min: 2, max: 5 },
  },
  {
    id: "reorder",
    label: "Desordenar eventos",
    proves: "El estado del pago se pregunta al proveedor, no se deduce del orden.",
  },
  {
    id: "delay",
    label: "Retrasar eventos",
    proves: "Un pago avisado tarde se concilia igual.",
    value: { label: "espera", unit: "s", initial: 60, min: 1, max: 86_400 },
  },
  {
    id: "bad_signature",
    label: "Firma falsa",
    proves: "Un evento con firma falsa se rechaza con 401 y no cobra nada.",
  },
  { id: "truncated", label: "Evento cortado", proves: "Un cuerpo a medias no pasa la firma; el entero llega después." },
  {
    id: "endpoint_refused",
    label: "Puerta cerrada",
    proves: "Los eventos se reenvían solos hasta que el producto contesta.",
  },
  {
    id: "timeout_before",
    label: "Sin respuesta, sin crear",
    proves: "El cobro se reintenta con la misma llave y no se duplica.",
  },
  {
    id: "timeout_after",
    label: "Crear y no responder",
    proves: "El reintento con la misma llave devuelve el mismo cobro.",
  },
  { id: "http_500", label: "Servicio caído (500)", proves: "El pago se puede intentar otra vez; nada queda a medias." },
  { id: "rate_limited", label: "Demasiadas llamadas (429)", proves: "El producto espera y reintenta solo." },
  {
    id: "slow",
    label: "Lento",
    proves: "La pantalla de cobro avisa y no se congela.",
    value: { label: "demora", unit: "ms", initial: 3_000, min: 100, max: 60_000 },
  },
];

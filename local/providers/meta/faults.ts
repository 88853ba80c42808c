import type { FaultKind } from "@local/kit/faults";

export const META_FAULTS: readonly FaultKind[] = [
  {
    id: "duplicate",
    label: "Duplicar avisos",
    proves: "El mismo mensaje llega varias veces y se atiende una sola vez.",
    value: { label: "copias", unit: "×", initial: 2, min: 2, max: 5 },
  },
  { id: "reorder", label: "Desordenar avisos", proves: "El hilo queda en orden aunque los avisos lleguen al revés." },
  {
    id: "delay",
    label: "Retrasar avisos",
    proves: "Un mensaje que llega tarde entra en su hora y cuenta como no leído.",
    value: { label: "espera", unit: "s", initial: 600, min: 1, max: 86_400 },
  },
  {
    id: "status_first",
    label: "Estado antes que respuesta",
    proves: "Un estado de un mensaje todavía desconocido espera y se enlaza después.",
  },
  {
    id: "batch",
    label: "Mezclar números en un aviso",
    proves: "Un solo envío con varios negocios se reparte sin cruzar datos.",
  },
  {
    id: "bad_signature",
    label: "Firma falsa",
    proves: "Un aviso con firma falsa se rechaza con 401 y no cambia nada.",
  },
  {
    id: "truncated",
    label: "Aviso cortado",
    proves: "Un cuerpo a medias no pasa la firma; el aviso entero llega después.",
  },
  {
    id: "endpoint_refused",
    label: "Puerta cerrada",
    proves: "Los avisos que no entran se reenvían solos hasta que el producto contesta.",
  },
  {
    id: "error",
    label: "Responder con un error",
    proves: "Cada código de WhatsApp tiene su reacción y su explicación para el agente.",
    value: { label: "código", unit: "", initial: 131_000, min: 0, max: 200_000 },
  },
  {
    id: "error_later",
    label: "Fallar después de aceptar",
    proves: "Un mensaje aceptado que falla luego se muestra fallido con su razón.",
    value: { label: "código", unit: "", initial: 131_026, min: 0, max: 200_000 },
  },
  {
    id: "timeout_before",
    label: "Sin respuesta, sin aceptar",
    proves: "Un envío de resultado dudoso queda «Sin confirmar» y no se repite solo.",
  },
  {
    id: "timeout_after",
    label: "Aceptar y no responder",
    proves: "El estado que llega después confirma el envío: no sale dos veces.",
  },
  {
    id: "http_500",
    label: "Servicio caído (500)",
    proves: "Se reintenta con pausas y el circuito se abre a la quinta.",
  },
  {
    id: "slow",
    label: "Lento",
    proves: "La bandeja no espera al proveedor: se sigue trabajando.",
    value: { label: "demora", unit: "ms", initial: 5_000, min: 100, max: 60_000 },
  },
  {
    id: "token_revoked",
    label: "Token revocado (190)",
    proves: "El número se detiene, la cola se guarda y se avisa a la dueña.",
  },
  { id: "media_slow", label: "Archivos lentos", proves: "El mensaje se ve de inmediato y la foto llega después." },
  {
    id: "media_expired",
    label: "Archivos vencidos",
    proves: "La dirección vencida se pide otra vez sin perder la foto.",
  },
  {
    id: "template_reject",
    label: "Rechazar plantillas nuevas",
    proves: "Una plantilla rechazada muestra su razón y no se usa.",
  },
  { id: "no_status", label: "Sin estados", proves: "Sin noticias en 120 s el mensaje queda «Sin confirmar»." },
];

import type { Language } from "@/lib/i18n";

/** What was measured on this code, and how. A figure without a method does not go on the page. */
export const figures: readonly {
  key: string;
  value: string;
  text: Record<Language, { claim: string; method: string }>;
}[] = [
  {
    key: "contrast",
    value: "4,6 : 1",
    text: {
      es: {
        claim: "es el texto más tenue de la aplicación, de día y de noche",
        method: "Una prueba recalcula cada color contra cada fondo y falla bajo 4,5 : 1.",
      },
      en: {
        claim: "is the faintest text in the app, by day and by night",
        method: "A test recomputes every colour on every background and fails under 4.5 : 1.",
      },
    },
  },
  {
    key: "countries",
    value: "10",
    text: {
      es: {
        claim: "países, cada uno con sus montos, horas e impuestos escritos a su manera",
        method: "64 ejemplos comparados carácter por carácter, sin depender del navegador.",
      },
      en: {
        claim: "countries, each with its own way of writing amounts, hours and taxes",
        method: "64 worked examples compared character by character, without the browser's help.",
      },
    },
  },
  {
    key: "script",
    value: "0",
    text: {
      es: {
        claim: "líneas de código necesita la conversación de arriba para moverse en tu teléfono",
        method: "Apaga JavaScript y recarga: la página se lee y funciona completa.",
      },
      en: {
        claim: "lines of script does the conversation above need to move on your phone",
        method: "Turn JavaScript off and reload: the page reads and works complete.",
      },
    },
  },
];

import type { Language } from "@/lib/i18n";
import type { Section } from "../_components/article";

const call = `POST /api/trpc/catalog.create
content-type: application/json
x-mostrador-tenant: el-cardon

{ "name": "Filtro aceite Hilux", "idempotencyKey": "7b1f…" }`;

const refusal = `HTTP/1.1 409 Conflict
x-request-id: 01jd7k…

{ "error": { "message": "sku_taken",
             "data": { "code": "sku_taken", "httpStatus": 409, "requestId": "01jd7k…" } } }`;

const values = `{ "price":    { "amount": "1234.50", "currency": "USD" },
  "quantity": "1.5",
  "at":       "2026-11-20T23:05:00.000Z" }`;

const feed = `GET /api/trpc/realtime.feed
accept: text/event-stream

event: message
id: 4182
data: { "type": "conversations/message.received", "subject": "…", "payload": { … } }`;

type Content = { title: string; lead: string; sections: readonly Section[] };

export const developerContent: Record<Language, Content> = {
  es: {
    title: "Una API que dice la verdad",
    lead: "La pantalla usa los mismos procedimientos que tú. Lo que la pantalla puede, tu código puede, con los mismos permisos.",
    sections: [
      {
        title: "Llamar",
        paragraphs: [
          "Cada operación es un procedimiento con nombre de negocio. Lecturas por GET con «input» en la dirección; escrituras por POST con JSON. El negocio va en una cabecera y debe ser tuyo: el de otro responde igual que uno que no existe.",
          "La sesión es la de tu cuenta. Las claves de API y la referencia OpenAPI están en camino.",
        ],
        code: call,
      },
      {
        title: "Repetir sin duplicar",
        paragraphs: [
          "Las escrituras aceptan «idempotencyKey». Repite la misma clave tras un corte y recibes la misma respuesta: nunca un segundo pedido. La misma clave con otros datos se rechaza con idempotency_key_reused.",
        ],
      },
      {
        title: "Montos, cantidades y fechas",
        paragraphs: [
          "El dinero viaja como texto decimal con su moneda, nunca como número de coma flotante. Las cantidades tienen hasta tres decimales. Los instantes son ISO 8601 en UTC; los días de calendario, AAAA-MM-DD.",
        ],
        code: values,
      },
      {
        title: "Errores",
        paragraphs: [
          "Un registro cerrado de códigos, cada uno con su estado HTTP. El código es estable; el texto para personas se traduce aparte. Lo que no puedes ver responde …_not_found, para no revelar que existe. Guarda «requestId»: con él encontramos tu llamada.",
        ],
        code: refusal,
      },
      {
        title: "Listas",
        paragraphs: [
          "Se recorren con «cursor», que es opaco: pásalo como llegó. No hay números de página, así que una fila nueva no repite ni esconde a otra.",
        ],
      },
      {
        title: "En vivo",
        paragraphs: [
          "Un solo flujo por página trae los hechos del negocio, una vez y en orden. Tras un corte, el navegador envía el último id y recibe lo que faltó.",
        ],
        code: feed,
      },
    ],
  },
  en: {
    title: "An API that tells the truth",
    lead: "The screen uses the same procedures you do. What the screen can do your code can, under the same permissions.",
    sections: [
      {
        title: "Calling",
        paragraphs: [
          "Each operation is a procedure with a business name. Reads by GET with “input” in the address; writes by POST with JSON. The business goes in a header and must be yours: somebody else's answers exactly like one that does not exist.",
          "The session is your account's. API keys and the OpenAPI reference are on their way.",
        ],
        code: call,
      },
      {
        title: "Repeating without doubling",
        paragraphs: [
          "Writes take an “idempotencyKey”. Repeat the same key after a cut and you get the same answer: never a second order. The same key with other data is refused with idempotency_key_reused.",
        ],
      },
      {
        title: "Money, quantities and dates",
        paragraphs: [
          "Money travels as decimal text with its currency, never as a floating-point number. Quantities have up to three decimals. Instants are ISO 8601 in UTC; calendar days are YYYY-MM-DD.",
        ],
        code: values,
      },
      {
        title: "Errors",
        paragraphs: [
          "One closed registry of codes, each with its HTTP status. The code is stable; the text for people is translated apart. What you may not see answers …_not_found, so as not to reveal that it exists. Keep “requestId”: with it we find your call.",
        ],
        code: refusal,
      },
      {
        title: "Lists",
        paragraphs: [
          "Walk them with “cursor”, which is opaque: pass it back as it came. There are no page numbers, so a new row neither repeats nor hides another.",
        ],
      },
      {
        title: "Live",
        paragraphs: [
          "One stream per page brings the facts of the business, once and in order. After a cut the browser sends the last id and receives what it missed.",
        ],
        code: feed,
      },
    ],
  },
};

import type { CountryCode, WireMoney } from "@/lib/format";
import type { Language } from "@/lib/i18n";

type Line = { from: "customer" | "shop"; text: (price: string) => string };
export type TradeDemo = {
  key: "Parts" | "Cafe" | "Clinic" | "Barber";
  country: CountryCode;
  shop: string;
  customer: string;
  price: WireMoney;
  kind: "stock" | "slots";
  before: number;
  after: number;
  maximum: number;
  lines: Record<Language, { item: string; place: string; messages: readonly Line[] }>;
};

const customer = (text: string): Line => ({ from: "customer", text: () => text });
const shop = (text: (price: string) => string): Line => ({ from: "shop", text });

/** Invented businesses; each writes its amounts as its country does. */
export const tradeDemos: readonly TradeDemo[] = [
  {
    key: "Parts",
    country: "VE",
    shop: "Repuestos El Cardón",
    customer: "Rosa",
    price: { amount: "48.00", currency: "USD" },
    kind: "stock",
    before: 11,
    after: 10,
    maximum: 24,
    lines: {
      es: {
        item: "Pastillas de freno Corolla",
        place: "Chacao",
        messages: [
          customer("hola tienen pastillas pal corolla 2015?"),
          shop((price) => `Sí: 11 en Chacao, a ${price}. ¿Te aparto un juego?`),
          customer("dale, paso a las 5"),
          shop(() => "Listo, Rosa. Apartado hasta las 6 en Chacao."),
        ],
      },
      en: {
        item: "Corolla brake pads",
        place: "Chacao",
        messages: [
          customer("hi got brake pads for a 2015 corolla?"),
          shop((price) => `Yes: 11 in Chacao, at ${price}. Shall I set one aside?`),
          customer("ok, coming at 5"),
          shop(() => "Done, Rosa. Yours until 6 in Chacao."),
        ],
      },
    },
  },
  {
    key: "Cafe",
    country: "CO",
    shop: "Café Mariposa",
    customer: "Iván",
    price: { amount: "19000", currency: "COP" },
    kind: "stock",
    before: 9,
    after: 8,
    maximum: 12,
    lines: {
      es: {
        item: "Arepas de huevo de hoy",
        place: "Getsemaní",
        messages: [
          customer("buenas, me guarda 2 arepas d huevo y un lulo"),
          shop((price) => `Claro: son ${price}. ¿Para llevar o mesa?`),
          customer("llevar, en 15"),
          shop(() => "Pedido 42 en cocina. Te aviso cuando salga."),
        ],
      },
      en: {
        item: "Egg arepas today",
        place: "Getsemaní",
        messages: [
          customer("morning, keep me 2 egg arepas and a lulo juice"),
          shop((price) => `Sure: that is ${price}. Takeaway or table?`),
          customer("takeaway, in 15"),
          shop(() => "Order 42 is in the kitchen. I will tell you when it is out."),
        ],
      },
    },
  },
  {
    key: "Clinic",
    country: "MX",
    shop: "Clínica Aurora",
    customer: "Luz",
    price: { amount: "650.00", currency: "MXN" },
    kind: "slots",
    before: 4,
    after: 3,
    maximum: 16,
    lines: {
      es: {
        item: "Limpieza dental, 30 min",
        place: "Roma Norte",
        messages: [
          customer("tienen espacio mañana pa limpieza?"),
          shop((price) => `Sí, con la Dra. Gil: 10:00, 11:30 o 16:00. Cuesta ${price}.`),
          customer("11:30 porfa"),
          shop(() => "Tu cita quedó: sábado 21 de noviembre, 11:30 a. m."),
        ],
      },
      en: {
        item: "Dental cleaning, 30 min",
        place: "Roma Norte",
        messages: [
          customer("any room tomorrow for a cleaning?"),
          shop((price) => `Yes, with Dr. Gil: 10:00, 11:30 or 16:00. It costs ${price}.`),
          customer("11:30 works"),
          shop(() => "You are booked: Saturday 21 November, 11:30 a. m."),
        ],
      },
    },
  },
  {
    key: "Barber",
    country: "AR",
    shop: "Barbería Don Tito",
    customer: "Nico",
    price: { amount: "12000.00", currency: "ARS" },
    kind: "slots",
    before: 3,
    after: 2,
    maximum: 14,
    lines: {
      es: {
        item: "Corte y barba, 45 min",
        place: "Palermo",
        messages: [
          customer("che hay turno hoy a la tarde?"),
          shop((price) => `Sí: 16:30 o 18:15. Corte y barba, ${price}. ¿Cuál querés?`),
          customer("18:15"),
          shop(() => "Listo, Nico. Hoy 18:15 con Tito. Podés cambiarlo acá mismo."),
        ],
      },
      en: {
        item: "Cut and beard, 45 min",
        place: "Palermo",
        messages: [
          customer("hey any slot this afternoon?"),
          shop((price) => `Yes: 16:30 or 18:15. Cut and beard, ${price}. Which one?`),
          customer("18:15"),
          shop(() => "Done, Nico. Today 18:15 with Tito. You can change it right here."),
        ],
      },
    },
  },
];

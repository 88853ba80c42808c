import type { Language } from "@/lib/i18n";
import type { Section } from "../_components/article";

export type LegalKey = "terminos" | "privacidad";
type Content = { title: string; lead: string; sections: readonly Section[] };

export const legalContent: Record<LegalKey, Record<Language, Content>> = {
  terminos: {
    es: {
      title: "Términos",
      lead: "Lo que puedes esperar de Mostrador y lo que esperamos de ti, en palabras de todos los días.",
      sections: [
        {
          title: "Tu negocio es tuyo",
          paragraphs: [
            "Los datos que cargas y los que se generan al usarlo son de tu negocio. Si los pides, te entregamos una copia, con cualquier plan y también después de cancelar.",
          ],
        },
        {
          title: "Cuenta y equipo",
          paragraphs: [
            "Quien crea el negocio es su dueño y decide quién entra y qué puede hacer. Cada persona usa su propia cuenta; lo que cada una hace queda en la bitácora.",
          ],
        },
        {
          title: "Pagos",
          paragraphs: [
            "El precio es el que muestra la página de precios para tu país. Subir de plan rige al momento y se cobra por los días que quedan; bajar rige al renovar. Lo que exceda el plan queda en solo lectura, nunca se borra.",
          ],
        },
        {
          title: "Mensajes de tus clientes",
          paragraphs: [
            "Escribes a tus clientes por WhatsApp bajo las reglas de Meta: con su permiso y respetando su pedido de no recibir más. Meta cobra aparte sus plantillas.",
          ],
        },
        {
          title: "Facturas e impuestos",
          paragraphs: [
            "Mostrador calcula impuestos con las tasas que tú confirmas con tu contador. La responsabilidad fiscal es de tu negocio.",
          ],
        },
        {
          title: "Si algo falla",
          paragraphs: [
            "Lo que el sistema confirma queda guardado. Si una falla nuestra afecta a tu negocio, te decimos qué pasó, qué está a salvo y qué hacemos.",
          ],
        },
      ],
    },
    en: {
      title: "Terms",
      lead: "What you can expect of Mostrador and what we expect of you, in everyday words.",
      sections: [
        {
          title: "Your business is yours",
          paragraphs: [
            "The data you load, and what using it produces, belongs to your business. Ask and we hand you a copy, on any plan and after cancelling too.",
          ],
        },
        {
          title: "Account and team",
          paragraphs: [
            "Whoever creates the business owns it and decides who enters and what they may do. Each person uses their own account; what each does is kept in the audit log.",
          ],
        },
        {
          title: "Payments",
          paragraphs: [
            "The price is the one the pricing page shows for your country. Upgrading takes effect at once and is charged for the days left; downgrading takes effect on renewal. What exceeds the plan becomes read-only, never erased.",
          ],
        },
        {
          title: "Your customers' messages",
          paragraphs: [
            "You write to your customers by WhatsApp under Meta's rules: with their permission, and honouring a request to stop. Meta charges its templates apart.",
          ],
        },
        {
          title: "Invoices and taxes",
          paragraphs: [
            "Mostrador works out taxes at the rates you confirm with your accountant. Fiscal responsibility is your business's.",
          ],
        },
        {
          title: "If something fails",
          paragraphs: [
            "What the system confirms is stored. If a failure of ours affects your business, we tell you what happened, what is safe and what we are doing.",
          ],
        },
      ],
    },
  },
  privacidad: {
    es: {
      title: "Privacidad",
      lead: "Qué guardamos, para qué, quién lo ve y cómo se borra.",
      sections: [
        {
          title: "Qué guardamos",
          paragraphs: [
            "De ti: nombre, correo y una huella de tu clave que no permite leerla. De tus clientes: lo que te escriben y lo que tú anotas. De tus ventas: productos, existencias, pedidos y pagos. Nunca guardamos números de tarjeta.",
          ],
        },
        {
          title: "Dónde y separado de quién",
          paragraphs: [
            "Cada negocio vive en su propio espacio de la base de datos, con un usuario que no alcanza el de otro. Los secretos se guardan cifrados.",
          ],
        },
        {
          title: "Quién lo ve",
          paragraphs: [
            "Las personas de tu negocio según su permiso. Los proveedores que eliges (WhatsApp, cobros, correo) reciben solo lo que necesitan para cumplir. No vendemos datos ni cargamos rastreadores: esta página no pide nada a terceros.",
          ],
        },
        {
          title: "Cookies",
          paragraphs: [
            "Una para tu sesión y tres para recordar idioma, tema y menú. Ninguna sigue a nadie fuera de aquí.",
          ],
        },
        {
          title: "Acceso y borrado",
          paragraphs: [
            "Pídele al negocio ver, corregir o borrar tus datos; el dueño debe atenderte y nosotros lo ayudamos. Los documentos que la ley obliga a conservar quedan hasta su plazo, sin más uso que ese.",
          ],
        },
      ],
    },
    en: {
      title: "Privacy",
      lead: "What we keep, what for, who sees it and how it is erased.",
      sections: [
        {
          title: "What we keep",
          paragraphs: [
            "Of you: name, email and a fingerprint of your password that cannot be read back. Of your customers: what they write to you and what you note. Of your sales: products, stock, orders and payments. Never card numbers.",
          ],
        },
        {
          title: "Where, and apart from whom",
          paragraphs: [
            "Each business lives in its own space of the database, under a user that cannot reach another's. Secrets are kept encrypted.",
          ],
        },
        {
          title: "Who sees it",
          paragraphs: [
            "The people of your business, by their permission. The providers you choose (WhatsApp, payments, mail) get only what they need. We sell no data and load no trackers: this page asks nothing of third parties.",
          ],
        },
        {
          title: "Cookies",
          paragraphs: [
            "One for your session and three to remember language, theme and menu. None follows anybody outside.",
          ],
        },
        {
          title: "Access and erasure",
          paragraphs: [
            "Ask the business to see, correct or erase your data; its owner must attend to it, and we help. Documents the law requires stay until their term, for nothing else.",
          ],
        },
      ],
    },
  },
};

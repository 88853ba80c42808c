import { soundOf } from "@/server/modules/assistant/nlu/spelling/domain";

/** Words that mean the same kind of thing. Concepts let «tienen rótulas» be understood from «tienen bujías». */

const words = (rows: string): readonly string[] => rows.trim().split(/\s+/);

export const PRODUCT_WORDS: readonly string[] = words(`
  bujia cable bobina bomba filtro aceite bateria caucho llanta cubierta neumatico goma balata pastilla pasta banda disco tambor freno
  amortiguador resorte espiral rotula terminal muñon meseta tripoide bujes buje rodamiento rolinera rodaje balero maza crapodina
  correa cadena tensor polea kit distribucion embrague clutch croche collarin radiador termostato manguera electroventilador ventilador
  alternador arranque marcha burro motor inyector sensor valvula empacadura empaque junta carter retenedor reten estopera sello
  anticongelante refrigerante liquido grasa aditivo faro foco bombillo ampolleta lampara stop mica espejo retrovisor parachoque
  parabrisas limpiaparabrisas plumilla escobilla guardafango capot manija cremallera direccion barra bieleta soporte base escape
  silenciador catalizador carburador turbo culata piston anillo biela cigueñal leva repuesto refaccion autoparte pieza fusible
  relay rele switch tapa tanque guaya cilindro caliper mordaza flexible rin aro tuerca tornillo birlo perno cruceta homocinetica
  semieje punta flecha cardan diferencial caja transmision tapizado alfombra forro alarma bocina corneta claxon antena radio
  pintura cemento taladro martillo cerradura tubo llave clavo brocha manguera cinta silicona bombin lija cable enchufe interruptor
`);

export const FOOD_WORDS: readonly string[] = words(`
  arepa empanada hamburguesa pizza taco torta sandwich perro completo churrasco pollo carne papa yuca arroz sopa caldo bandeja
  almuerzo desayuno cena merienda jugo malta refresco gaseosa bebida cerveza agua limonada horchata cafe te postre flan torta
  quesadilla burrito tamal ceviche empanadita medialuna milanesa asado choripan muzza muzzarella fugazzeta sushi ensalada combo
  racion porcion salsa queso jamon tocineta tocino guacamole cebolla tomate lechuga mayonesa picante chile palta aguacate ketchup
  tequeño pabellon cachapa hallaca sancocho ajiaco chilaquiles enchiladas pozole pastel cazuela sopaipilla papelon helado batido
  tostones tajadas pernil reina pepiada lomito mazamorra natilla tinto croissant pan docena nestea coca cola sprite pepsi
`);

export const SERVICE_WORDS: readonly string[] = words(`
  corte tinte mechas barba manicure pedicure uñas cejas masaje facial depilacion alisado keratina peinado limpieza ortodoncia
  consulta control examen ecografia dentista odontologo odontologa doctora doctor pediatra ginecologo dermatologo kinesiologo
  psicologo psicologa nutricionista traumatologo oftalmologo medico barbero estilista vacuna vacunas veterinario
  afinacion alineacion balanceo revision mantenimiento lavado diagnostico escaneo entonacion rotacion color
`);

export const PLACE_WORDS: readonly string[] = words(`
  caracas chacao valencia maracay barquisimeto maracaibo petare altamira candelaria guarenas guatire teques baruta merida
  bogota medellin cali bello envigado itagui barranquilla cartagena bucaramanga pereira manizales chapinero suba usaquen soacha
  cdmx mexico guadalajara monterrey puebla toluca tlalpan coyoacan polanco iztapalapa ecatepec queretaro tijuana leon zapopan
  caba palermo flores caballito belgrano quilmes moron rosario cordoba mendoza avellaneda lanus tigre pilar recoleta once plata
  santiago maipu providencia ñuñoa florida vitacura condes puente concepcion temuco valparaiso viña antofagasta rancagua quilicura
  norte sur centro este oeste lima quito guayaquil montevideo
`);

export const MAKE_WORDS: readonly string[] = words(`
  toyota chevrolet ford nissan renault volkswagen vw hyundai kia mazda honda fiat peugeot citroen suzuki mitsubishi jeep chery
  seat audi bmw mercedes benz geely jac byd mg changan great wall dodge ram chrysler gmc subaru volvo isuzu daewoo ssangyong
  corolla hilux yaris etios fortuner prado aveo spark optra corsa astra cruze onix sail captiva trailblazer luv silverado tahoe
  fiesta focus ka ecosport ranger explorer fusion lobo escape tsuru versa sentra march tiida frontier np300 xtrail
  logan sandero duster clio megane kangoo stepway symbol twingo koleos oroch gol voyage saveiro amarok polo jetta bora vento
  tiguan suran golf passat accent elantra getz tucson creta santafe i10 i20 i30 picanto morning rio cerato sportage sorento
  allegro demio cx5 civic crv fit hrv accord palio siena uno punto cronos argo strada toro
  ducato 206 207 208 307 308 partner berlingo c3 c4 swift vitara jimny alto baleno l200 lancer montero outlander cherokee wrangler
  orinoco qq tiggo ibiza ibizza kwid beat tracker n300 grand hiace terios sirion
`);

const CONCEPTS = new Map<string, string>();
const learn = (concept: string, list: readonly string[]) => {
  for (const word of list) if (!CONCEPTS.has(word)) CONCEPTS.set(word, concept);
};
learn("_vehiculo", MAKE_WORDS);
learn("_cosa", PRODUCT_WORDS);
learn("_comida", FOOD_WORDS);
learn("_servicio", SERVICE_WORDS);
learn("_lugar", PLACE_WORDS);
learn("_dia", words("lunes martes miercoles jueves viernes sabado domingo"));
learn("_cuando", words("hoy ayer mañana anteayer antier pasado"));
learn("_mes", words("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"));
learn(
  "_pago",
  words(
    "zelle nequi daviplata efectivo tarjeta debito credito transferencia oxxo yape plin paypal binance usdt bolivares pesos dolares divisas bancolombia pse spei mercadopago cuotas contraentrega codi movil addi webpay",
  ),
);
learn("_moneda", words("bs usd dolar peso bolivar lucas luca bolos palo palos varos verdes mangos guita lana plata"));
learn("_fiscal", words("rif nit cuit rut rfc cfdi ruc iva"));
learn("_color", words("rojo azul negro blanco gris verde amarillo"));
learn(
  "_familia",
  words(
    "mama papa mami papi hijo hija hijito hijita bebe abuela abuelo abuelita abuelito esposo esposa señora señor marido mujer hermano hermana tia tio vecino vecina niño niña nene nena compañero compañera cuñado suegra primo",
  ),
);

/** «vateria» sounds like a part; short words sound like too many things. */
const SHORTEST_BY_SOUND = 5;
const CONCEPTS_BY_SOUND = new Map(
  [...CONCEPTS]
    .filter(([word]) => word.length >= SHORTEST_BY_SOUND)
    .map(([word, concept]) => [soundOf(word), concept] as const),
);

/** The kind of thing a word names, its plural and its common misspellings included. */
export function conceptOf(word: string): string | undefined {
  const exact = conceptAsWritten(word);
  if (exact !== undefined || word.length < SHORTEST_BY_SOUND) return exact;
  const sound = soundOf(word);
  return CONCEPTS_BY_SOUND.get(sound) ?? (sound.endsWith("s") ? CONCEPTS_BY_SOUND.get(sound.slice(0, -1)) : undefined);
}

function conceptAsWritten(word: string): string | undefined {
  const exact = CONCEPTS.get(word);
  if (exact !== undefined) return exact;
  if (word.endsWith("itos") || word.endsWith("itas")) return CONCEPTS.get(`${word.slice(0, -4)}${word.slice(-2, -1)}`);
  if (word.endsWith("es")) return CONCEPTS.get(word.slice(0, -2)) ?? CONCEPTS.get(word.slice(0, -1));
  if (word.endsWith("s")) return CONCEPTS.get(word.slice(0, -1));
  if (word.endsWith("ito") || word.endsWith("ita")) return CONCEPTS.get(`${word.slice(0, -3)}${word.slice(-1)}`);
  return undefined;
}

/** One spelling per family of synonyms, the same for search, palette and bot. */
export const SYNONYMS: readonly (readonly string[])[] = [
  ["pastilla", "balata", "pasta", "banda"],
  ["caucho", "llanta", "cubierta", "neumatico", "goma"],
  ["bateria", "acumulador"],
  ["rodamiento", "rolinera", "balero", "ruleman", "rodaje"],
  ["amortiguador", "shock"],
  ["arranque", "marcha", "burro", "motorarranque"],
  ["bombillo", "foco", "ampolleta", "lampara", "lamparita"],
  ["faro", "optica", "farola"],
  ["embrague", "clutch", "croche"],
  ["empacadura", "empaque", "junta"],
  ["reten", "estopera", "retenedor"],
  ["limpiaparabrisas", "plumilla", "escobilla", "limpiabrisas"],
  ["refrigerante", "anticongelante", "coolant"],
  ["bieleta", "lapicero", "link"],
  ["guaya", "chicote"],
  ["parachoque", "paragolpe", "bumper", "fascia", "defensa"],
  ["homocinetica", "tripoide", "junta homocinetica"],
  ["correa", "banda accesorios"],
  ["termostato", "toma agua"],
  ["bujia", "candela"],
  ["espejo", "retrovisor"],
  ["bocina", "corneta", "claxon", "pito"],
  ["caliper", "mordaza"],
  ["repuesto", "refaccion", "autoparte"],
  ["resorte", "espiral"],
  ["rin", "aro", "llantarin"],
  ["jugo", "batido", "zumo"],
  ["refresco", "gaseosa", "bebida", "soda"],
  ["aguacate", "palta"],
  ["cerveza", "birra", "chela", "pola"],
];

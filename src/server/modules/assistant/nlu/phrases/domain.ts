/** Words that decide alone. A person who asks for a person gets one, whatever the classifier thinks. */

const PERSON =
  "(?:persona|personas|humano|humana|humanos|asesor|asesora|agente|ejecutivo|ejecutiva|vendedor|vendedora|encargado|encargada|gerente|dueño|dueña|jefe|operador|operadora|representante|administrador|supervisor|alguien|ser humano|mecanico|mostrador|servicio al cliente|atencion al cliente|gente)";

const HUMAN_REQUESTS: readonly RegExp[] = [
  new RegExp(
    `\\b(?:hablar|hable|conversar|comunicar|comunicarme|platicar|chatear|contactar)(?: \\S+){0,3} (?:con )?(?:una? |el |la |los |un )?${PERSON}\\b`,
  ),
  new RegExp(
    `\\b(?:pasa|pasame|pasarme|pase|pasar|pasas|comunica|comunicame|comunicas|comunicate|deriva|derivame|derivar|derivas|transfiere|transfiereme|ponme|conectame)(?: \\S+){0,3} (?:con |a |al )(?:una? |el |la )?${PERSON}\\b`,
  ),
  new RegExp(
    `\\b(?:atienda|atiende|atender|atendido|atendida|llame|llamar|llamarme|llamen|marcar|ayude|contactar|conteste)(?: \\S+){0,3} ${PERSON}\\b`,
  ),
  new RegExp(
    `\\b(?:puede|puedes|podria|podrian|pueda|que) (?:me )?(?:atender|llamar|marcar|contactar|llame|marque)(?:me)?(?: \\S+){0,2} ${PERSON}\\b`,
  ),
  new RegExp(
    `\\b${PERSON} (?:que )?(?:me )?(?:pueda |puede |podria )?(?:atienda|atender|atenderme|atendiendo|ayudar|llamar|marcar|llame)\\b`,
  ),
  /\b(?:quiero|necesito|ocupo|prefiero|busco|solicito|dame) (?:a )?(?:una? |el |la )?(?:persona|humano|asesor|agente|ejecutivo|operador|representante|ser humano)\b/,
  /\bno quiero (?:\S+ ){0,4}(?:bot|robot|maquina)\b/,
  /\bhay (?:alguien|algun|alguna|un) ?(?:persona|humano|ser humano)?(?: \S+){0,2} (?:ahi|atendiendo|real|del otro lado|que no sea)\b/,
  /\b(?:persona real|carne y hueso|ser humano|persona de verdad|atencion humana|agente humano|asesor humano|alguien real)\b/,
  /^(?:un |una |con un |con una |quiero )?(?:persona|humano|asesor|asesora|agente|ejecutivo|operador|representante|vendedor)(?: por favor)?$/,
  /\b(?:me puedes|me pueden|me podrian?|pueden|me puede) (?:llamar|marcar)\b/,
  /^(?:llamame|llamenme|me marca|me llaman)(?: por favor)?$/,
  /\bcon quien (?:puedo |se puede )?(?:hablo|hablar|comunico)\b/,
  /\bcontacto de (?:un |una |el |la )?(?:asesor|vendedor|persona|encargado)\b/,
];

const EMERGENCIES: readonly RegExp[] = [
  /\b(?:no (?:respira|reacciona|despierta)|se desmayo|infarto|convulsion\w*|inconsciente|ambulancia|se (?:esta )?ahog(?:ando|o)|me quiero morir|sangrando mucho|nos estan (?:robando|atracando|asaltando)|me estan (?:robando|atracando|asaltando))\b/,
  /\b(?:incendio|se (?:esta )?(?:quemando|incendiando)) ?(?:el|la|en)?\b/,
  /^(?:auxilio|socorro)\b/,
];

const INJECTIONS: readonly RegExp[] = [
  /\b(?:ignora|olvida|olvidate de|desobedece|omite) (?:\S+ ){0,3}(?:instrucciones|reglas|anterior|anteriores|ordenes|restricciones)\b/,
  /\b(?:muestra\w*|muestrame|revela\w*|dime|imprime) (?:\S+ ){0,3}(?:prompt|instrucciones|contraseña|clave de (?:admin|acceso)|configuracion interna)\b/,
  /\b(?:ignore|disregard|forget) (?:\S+ ){0,3}(?:instructions|rules|previous)\b/,
  /\b(?:modo (?:desarrollador|dios|administrador)|jailbreak|system prompt|actua sin limites)\b/,
];

const ACCEPTANCES: readonly RegExp[] = [
  /^(?:ok |si |dale |bueno |listo |va )?(?:la|lo|las|los|ese|esa) (?:quiero|llevo|compro|tomo|aparto)\b(?! (?:devolver|cambiar|ver|cancelar|revisar))/,
  /^(?:ok |si |dale |bueno |listo )?me (?:la|lo|las|los) (?:llevo|quedo|apartas?|guardas?|reservas?|separas?)\b/,
  /^(?:si )?(?:apartal[oa]|apartamel[oa]|guardamel[oa]|reservamel[oa]|separamel[oa]|me interesa)\b/,
];

const DISCOUNTS =
  /\b(?:descuento|descuentico|rebaja|rebajita|rebajas|ultimo precio|lo menos|mejor precio|una atencion)\b/;
const LAUGHTER = /^(?:(?:ja|je|ji|jo|ha){2,}j?|x[d]+|lol|jsjs\w*)$/;

const any = (patterns: readonly RegExp[], text: string): boolean => patterns.some((pattern) => pattern.test(text));

/** All of these read normalised text without punctuation. */
export const asksForPerson = (text: string): boolean => any(HUMAN_REQUESTS, text);
export const soundsLikeEmergency = (text: string): boolean => any(EMERGENCIES, text);
export const looksLikeInjection = (text: string): boolean => any(INJECTIONS, text);
/** «La quiero», said to an offer that is still on the table. */
export const acceptsOffer = (text: string): boolean => any(ACCEPTANCES, text);
export const asksForDiscount = (text: string): boolean => DISCOUNTS.test(text);
export const isLaughter = (text: string): boolean => LAUGHTER.test(text);

/** How people write on a phone, brought to one spelling. Pure, isomorphic, and `normalise(normalise(x)) = normalise(x)`. */

export type Country = "VE" | "CO" | "MX" | "AR" | "CL" | "PE" | "EC" | "UY" | "BO" | "PY" | "DO" | "PA" | "CR" | "GT";

export type TokenKind = "word" | "number" | "measure" | "date" | "time" | "address" | "emoji" | "punctuation";

/** `start` and `end` point into the source; words born from one abbreviation share its span. */
export type Token = { text: string; kind: TokenKind; start: number; end: number };

export type Normalised = { text: string; source: string; tokens: readonly Token[] };

/** Longer messages are pasted documents; the rest of them changes no decision. */
export const READ_LIMIT = 2_000;

const DOT_DECIMAL: ReadonlySet<Country> = new Set<Country>(["MX", "PE", "DO", "PA", "GT"]);

const SCANNER = new RegExp(
  [
    "(?<address>https?:\\/\\/[^\\s]{1,300}|[\\w.+-]{1,64}@[\\w-]{1,63}(?:\\.[\\w-]{1,63}){1,4})",
    "(?<measure>\\b\\d{3}\\s?[\\/x]\\s?\\d{2}(?:[\\s\\/]{0,2}z?r(?:in)?\\s?\\d{2})?\\b|\\b\\d{3}\\/\\d{2}\\/1[2-9]\\b|\\b\\d{1,2}\\s?w\\s?-?\\s?\\d{2}\\b)",
    "(?<time>\\b\\d{1,2}:\\d{2}\\b)",
    "(?<date>\\b\\d{1,2}[\\/-]\\d{1,2}(?:[\\/-](?:\\d{4}|\\d{2}))?\\b|\\b\\d{4}-\\d{2}-\\d{2}\\b)",
    "(?<number>(?<![\\p{L}\\d])\\d{1,3}(?:\\.\\d{3})+(?:,\\d+)?(?![\\p{L}\\d])|(?<![\\p{L}\\d])\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?(?![\\p{L}\\d])|(?<![\\p{L}\\d])\\d+(?:[.,]\\d+)?(?![\\p{L}\\d]))",
    "(?<word>[\\p{L}\\p{M}\\d_]+)",
    "(?<emoji>\\p{Extended_Pictographic}[\\p{Emoji_Modifier}\\u200D\\uFE0F\\p{Extended_Pictographic}]*)",
    "(?<punctuation>[%$]|[?!.,;\\n]+)",
  ].join("|"),
  "giu",
);

const table = (rows: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    rows
      .trim()
      .split(/\s*\n\s*/)
      .flatMap((row) => {
        const [keys = "", value = ""] = row.split("=");
        return keys
          .trim()
          .split(" ")
          .map((key) => [key, value.trim().split(" ")] as const);
      }),
  );

const SHORTHAND = table(`
  k ke q qe qu = que
  x xr = por
  xq pq porq xk pk porke xque = por que
  tmb tb tbn tambn tmbn = tambien
  bn = bien
  pa = para
  pal = para el
  pala = para la
  xfa xfas xfavor porfa porfas porfis porfavor plis pls pliz plz porfi = por favor
  grax grcs gcs gracia grasias graciaas thx = gracias
  ola = hola
  d = de
  dnd dond ond = donde
  cto cnto cuant cuato = cuanto
  msj mjs = mensaje
  tlf telf tlfn tel fono = telefono
  ud vd = usted
  uds vds = ustedes
  toy = estoy
  ta = esta
  stan = estan
  kiero kero qiero quero = quiero
  ablar = hablar
  kisiera = quisiera
  aki aka = aqui
  dsp dsps desp = despues
  mñn mñna = mañana
  finde = fin de semana
  aora ahorita orita = ahora
  tons = entonces
  ntp = no te preocupes
  nms = no mames
  nd = nada
  pos = pues
  alguin = alguien
  sta = esta
  c = se
  aver = a ver
  wsp wpp wasap wassap guasap whats = whatsapp
  dir = direccion
  ubi = ubicacion
  min = minutos
  hrs hs hr = horas
`);

const VOSEO = table(`
  tenes tenis tienen = tienes
  queres queris quieren = quieres
  podes podis pueden = puedes
  decime = dime
  decis = dices
  haceme haganme hagame = hazme
  haces hacen = haces
  veni = ven
  pone poneme pongame = ponme
  sos = eres
  sabes sabis saben = sabes
  vendes venden = vendes
  manejan manejas = manejas
  trabajan trabajas = trabajas
  conta contame cuentame = cuentame
  mostrame muestreme enseñeme enseñame = muestrame
  pasame paseme pasenme = pasame
  mandame mandeme mandenme = mandame
  mandas mandan = mandas
  enviame envieme envienme = enviame
  avisame aviseme avisenme = avisame
  agendame agendeme agendenme = agendame
  cancelame canceleme cancelenme = cancelame
  comunicame comuniqueme comuniquenme = comunicame
  cotizame coticeme = cotizame
  aceptas aceptan acepta = aceptas
  recibis recibes reciben recibe = recibes
  cerras cierran cerris = cierras
  abris abren = abres
  agregame agregale agreguele agregueme = agregale
  cambiame cambiale cambiele cambieme = cambiame
  sacame saqueme saquenme = sacame
  quitame quitale quitele quiteme quitenme = quitame
  apartame aparteme = apartame
  dame deme denme = dame
  anotame anoteme = anotame
  estai = estas
  vai = vas
  cachai = sabes
`);

const EMOJI: readonly (readonly [RegExp, string])[] = [
  [/[👍👌✅🆗🤝💯☑✔]/u, "emo_si"],
  [/[👎❌🚫✖⛔]/u, "emo_no"],
  [/[🙏🙌🤗]/u, "emo_gracias"],
  [/[👋✋🖐]/u, "emo_saludo"],
  [/[😡🤬😠😤👿🖕]/u, "emo_enojo"],
  [/[😢😭😞😔☹🙁😩😫💔]/u, "emo_triste"],
  [/[🆘🚨🚑🔥🚒]/u, "emo_alarma"],
  [/[😂🤣😀😃😄😁😆😊🙂😉😅❤😍🥰😘💕💙💚💛🎉]/u, "emo_feliz"],
];

const UNITS = new Map(
  "cero,,dos,tres,cuatro,cinco,seis,siete,ocho,nueve,diez,once,doce,trece,catorce,quince,dieciseis,diecisiete,dieciocho,diecinueve,veinte,veintiuno,veintidos,veintitres,veinticuatro,veinticinco,veintiseis,veintisiete,veintiocho,veintinueve"
    .split(",")
    .map((word, value) => [word, value] as const)
    .filter(([word]) => word !== ""),
);
const TENS = new Map(
  "treinta,cuarenta,cincuenta,sesenta,setenta,ochenta,noventa"
    .split(",")
    .map((word, at) => [word, (at + 3) * 10] as const),
);
const HUNDREDS = new Map(
  "cien,doscientos,trescientos,cuatrocientos,quinientos,seiscientos,setecientos,ochocientos,novecientos"
    .split(",")
    .map((word, at) => [word, (at + 1) * 100] as const),
);
HUNDREDS.set("ciento", 100);

/** Lower case without accents; ñ stays because «año» and «ano» are two words. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replace(/n\u0303/g, "ñ")
    .replace(/\p{M}/gu, "");
}

export function normalise(source: string, country: Country = "VE"): Normalised {
  const readable = source.length > READ_LIMIT ? source.slice(0, READ_LIMIT) : source;
  const tokens: Token[] = [];
  for (const match of readable.matchAll(SCANNER)) {
    const start = match.index;
    const end = start + match[0].length;
    for (const { text, kind } of spell(match, country)) tokens.push({ text, kind, start, end });
  }
  const joined = joinSizes(joinNumberWords(tokens));
  return { text: joined.map((token) => token.text).join(" "), source, tokens: joined };
}

type Spelling = { text: string; kind: TokenKind };

function spell(match: RegExpMatchArray, country: Country): readonly Spelling[] {
  const groups = match.groups ?? {};
  const raw = match[0];
  if (groups.word !== undefined) return spellWord(raw).map((text) => ({ text, kind: "word" }));
  if (groups.number !== undefined) return [{ text: canonicalNumber(raw, country), kind: "number" }];
  if (groups.measure !== undefined) return [{ text: canonicalMeasure(raw), kind: "measure" }];
  if (groups.emoji !== undefined) return [{ text: emojiWord(raw), kind: "emoji" }];
  if (groups.date !== undefined) return [{ text: raw, kind: "date" }];
  if (groups.time !== undefined) return [{ text: raw, kind: "time" }];
  if (groups.address !== undefined) return [{ text: raw.toLowerCase(), kind: "address" }];
  return [{ text: strongestMark(raw), kind: "punctuation" }];
}

function spellWord(raw: string): readonly string[] {
  const folded = fold(raw);
  if (folded === "") return [];
  if (/\d/.test(folded)) return [folded];
  const word = folded.startsWith("emo_") ? folded : folded.replace(/([a-zñ])\1{2,}/g, "$1");
  return SHORTHAND.get(word) ?? VOSEO.get(word) ?? [word];
}

function emojiWord(raw: string): string {
  return EMOJI.find(([shape]) => shape.test(raw))?.[1] ?? "emo_otro";
}

function strongestMark(raw: string): string {
  if (raw === "%" || raw === "$") return raw;
  for (const mark of ["?", "!", "."]) if (raw.includes(mark)) return mark;
  if (raw.includes("\n") || raw.includes(";")) return ";";
  return ",";
}

function canonicalMeasure(raw: string): string {
  const flat = raw.toLowerCase().replace(/rin/, "r").replace(/z?r/, "r");
  const oil = /^(\d{1,2})\s?w\s?-?\s?(\d{2})$/.exec(flat);
  if (oil !== null) return `${oil[1]}w${oil[2]}`;
  const size = /^(\d{3})\s?[\s/x]\s?(\d{2})(?:[\s/]{0,2}r?\s?(\d{2}))?$/.exec(flat);
  if (size === null) return flat.replace(/\s/g, "");
  return size[3] === undefined ? `${size[1]}/${size[2]}` : `${size[1]}/${size[2]}r${size[3]}`;
}

/** Three decimals would read as thousands next time, so they carry one zero more. */
function canonicalNumber(raw: string, country: Country): string {
  const dotIsDecimal = DOT_DECIMAL.has(country);
  const lastDot = raw.lastIndexOf(".");
  const lastComma = raw.lastIndexOf(",");
  if (lastDot < 0 && lastComma < 0) return raw;
  const mark = Math.max(lastDot, lastComma);
  const fraction = raw.slice(mark + 1);
  const bothMarks = lastDot >= 0 && lastComma >= 0;
  const repeated = raw.indexOf(raw.charAt(mark)) !== mark;
  const isDecimalMark = (raw.charAt(mark) === ".") === dotIsDecimal;
  const isFraction = bothMarks || (!repeated && (fraction.length !== 3 || isDecimalMark));
  const digits = (text: string) => text.replace(/[.,]/g, "");
  if (!isFraction) return digits(raw);
  return `${digits(raw.slice(0, mark))}.${fraction.length === 3 ? `${fraction}0` : fraction}`;
}

const numberWord = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : (UNITS.get(text) ?? TENS.get(text) ?? HUNDREDS.get(text));

/** «treinta y cinco», «dos mil quinientos», «15 mil». A lone «mil» stays a word («mil gracias»), and so do «un» and «una». */
function joinNumberWords(tokens: readonly Token[]): readonly Token[] {
  const out: Token[] = [];
  for (let at = 0; at < tokens.length; ) {
    const run = readNumberRun(tokens, at);
    const first = tokens[at];
    if (first === undefined) break;
    const last = tokens[at + run.length - 1];
    if (run.length === 0 || last === undefined) {
      out.push(first);
      at += 1;
    } else {
      out.push({ text: String(run.value), kind: "number", start: first.start, end: last.end });
      at += run.length;
    }
  }
  return out;
}

/** «185 65 15» and «185 65 rin 15» are one tyre. */
function joinSizes(tokens: readonly Token[]): readonly Token[] {
  const out: Token[] = [];
  for (let at = 0; at < tokens.length; ) {
    const [width, height, third, fourth] = tokens.slice(at, at + 4);
    const isRim = /^(?:rin|aro|r|zr)$/.test(third?.text ?? "");
    const rim = isRim ? fourth : third;
    const diameter = /^z?r?(1[2-9])$/.exec(rim?.text ?? "")?.[1];
    const isSize = isNumber(width, /^\d{3}$/) && isNumber(height, /^\d{2}$/) && diameter !== undefined;
    if (isSize && width !== undefined && height !== undefined && rim !== undefined) {
      out.push({ text: `${width.text}/${height.text}r${diameter}`, kind: "measure", start: width.start, end: rim.end });
      at += isRim ? 4 : 3;
    } else {
      if (width !== undefined) out.push(width);
      at += 1;
    }
  }
  return out;
}

const isNumber = (token: Token | undefined, shape: RegExp): boolean =>
  token?.kind === "number" && shape.test(token.text);

function readNumberRun(tokens: readonly Token[], at: number): { value: number; length: number } {
  const below = readBelowThousand(tokens, at);
  const digits =
    tokens[at]?.kind === "number" && /^\d{1,4}$/.test(tokens[at]?.text ?? "") ? Number(tokens[at]?.text) : undefined;
  let value = below.length > 0 ? below.value : (digits ?? (tokens[at]?.text === "mil" ? 1 : 0));
  let next = at + (below.length > 0 ? below.length : digits === undefined ? 0 : 1);
  const start = next;
  while (tokens[next]?.text === "mil") {
    value *= 1_000;
    next += 1;
  }
  if (next === start) return { value: below.value, length: below.length };
  const below1000 = readBelowThousand(tokens, next);
  /** «mil cinco mil» is two numbers; the second one keeps its own thousand. */
  const rest = tokens[next + below1000.length]?.text === "mil" ? { value: 0, length: 0 } : below1000;
  if (start === at && rest.length === 0) return { value: 0, length: 0 };
  return { value: value + rest.value, length: next + rest.length - at };
}

function readBelowThousand(tokens: readonly Token[], at: number): { value: number; length: number } {
  const text = (index: number) => (tokens[index]?.kind === "word" ? tokens[index]?.text : undefined);
  let next = at;
  let value = 0;
  const hundred = HUNDREDS.get(text(next) ?? "");
  if (hundred !== undefined) {
    value += hundred;
    next += 1;
  }
  const ten = TENS.get(text(next) ?? "");
  if (ten !== undefined) {
    value += ten;
    next += 1;
    const unit =
      text(next) === "y" ? (/^una?o?$/.test(text(next + 1) ?? "") ? 1 : numberWord(text(next + 1))) : undefined;
    if (unit !== undefined && unit < 10) {
      value += unit;
      next += 2;
    }
  } else {
    const unit = UNITS.get(text(next) ?? "");
    if (unit !== undefined) {
      value += unit;
      next += 1;
    }
  }
  return { value, length: next - at };
}

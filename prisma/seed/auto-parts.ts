import { type Random, seededRandom } from "./random";

interface Vehicle {
  make: string;
  model: string;
  from: number;
  to: number;
}

const vehicles: Vehicle[] = (
  [
    ["Toyota", "Corolla", [1998, 2002], [2003, 2008], [2009, 2019]],
    ["Toyota", "Hilux", [1998, 2005], [2006, 2015], [2016, 2024]],
    ["Toyota", "Yaris", [2000, 2005], [2006, 2014]],
    ["Toyota", "4Runner", [2003, 2009], [2010, 2023]],
    ["Toyota", "Land Cruiser", [1998, 2007], [2008, 2021]],
    ["Toyota", "Terios", [2002, 2007], [2008, 2016]],
    ["Toyota", "Fortuner", [2006, 2015], [2016, 2024]],
    ["Chevrolet", "Aveo", [2004, 2010], [2011, 2018]],
    ["Chevrolet", "Optra", [2004, 2012]],
    ["Chevrolet", "Spark", [2006, 2014], [2015, 2020]],
    ["Chevrolet", "Cruze", [2010, 2016]],
    ["Chevrolet", "Corsa", [1996, 2006]],
    ["Chevrolet", "Luv D-Max", [2005, 2012]],
    ["Chevrolet", "Silverado", [1999, 2006], [2007, 2013], [2014, 2019]],
    ["Chevrolet", "Tahoe", [2000, 2006], [2007, 2014]],
    ["Chevrolet", "Grand Vitara", [1999, 2008]],
    ["Ford", "Fiesta", [2000, 2007], [2008, 2014]],
    ["Ford", "Explorer", [2002, 2010], [2011, 2019]],
    ["Ford", "F-150", [1997, 2003], [2004, 2008], [2009, 2014]],
    ["Ford", "Ka", [2000, 2008]],
    ["Ford", "EcoSport", [2004, 2012], [2013, 2019]],
    ["Ford", "Focus", [2000, 2009]],
    ["Fiat", "Palio", [1997, 2008], [2009, 2016]],
    ["Fiat", "Uno", [1990, 2004], [2011, 2018]],
    ["Fiat", "Siena", [1998, 2009], [2010, 2016]],
    ["Renault", "Logan", [2005, 2014], [2015, 2022]],
    ["Renault", "Symbol", [2000, 2013]],
    ["Renault", "Sandero", [2009, 2015]],
    ["Renault", "Duster", [2012, 2021]],
    ["Renault", "Twingo", [1995, 2010]],
    ["Mitsubishi", "Lancer", [1998, 2007], [2008, 2016]],
    ["Mitsubishi", "Montero", [2000, 2006], [2007, 2015]],
    ["Mitsubishi", "L200", [2006, 2014]],
    ["Honda", "Civic", [2001, 2005], [2006, 2011], [2012, 2016]],
    ["Honda", "CR-V", [2002, 2006], [2007, 2011]],
    ["Honda", "Accord", [2003, 2007]],
    ["Hyundai", "Accent", [2000, 2005], [2006, 2011]],
    ["Hyundai", "Elantra", [2001, 2006], [2007, 2015]],
    ["Hyundai", "Tucson", [2005, 2009], [2010, 2015]],
    ["Hyundai", "Getz", [2003, 2011]],
    ["Kia", "Rio", [2001, 2005], [2006, 2011]],
    ["Kia", "Picanto", [2004, 2011], [2012, 2017]],
    ["Kia", "Sportage", [2005, 2010], [2011, 2016]],
    ["Nissan", "Sentra", [2000, 2006], [2007, 2013]],
    ["Nissan", "Tiida", [2007, 2014]],
    ["Nissan", "Frontier", [2002, 2009], [2010, 2016]],
    ["Nissan", "X-Trail", [2002, 2008]],
    ["Volkswagen", "Gol", [1996, 2008], [2009, 2017]],
    ["Volkswagen", "Jetta", [1999, 2005], [2006, 2011]],
    ["Volkswagen", "Fox", [2005, 2013]],
    ["Jeep", "Cherokee", [1997, 2001], [2002, 2007], [2008, 2013]],
    ["Jeep", "Grand Cherokee", [1999, 2004], [2005, 2010], [2011, 2019]],
    ["Mazda", "3", [2004, 2009], [2010, 2013]],
    ["Mazda", "BT-50", [2007, 2012], [2013, 2019]],
    ["Suzuki", "Swift", [2004, 2010], [2011, 2017]],
    ["Daewoo", "Lanos", [1997, 2002]],
    ["Peugeot", "206", [1999, 2009]],
    ["Chery", "Arauca", [2012, 2016]],
    ["Chery", "Orinoco", [2012, 2016]],
  ] as [string, string, ...[number, number][]][]
).flatMap(([make, model, ...spans]) => spans.map(([from, to]) => ({ make, model, from, to })));

interface PartKind {
  name: string;
  code: string;
  category: string;
  cost: [number, number];
  brands: [string, string, string];
}

const part = (
  category: string,
  code: string,
  name: string,
  cost: [number, number],
  brands: [string, string, string],
): PartKind => ({ category, code, name, cost, brands });
const brake: [string, string, string] = ["Brembo", "Frasle", "Bendix"];
const filter: [string, string, string] = ["Bosch", "Wix", "Mann"];
const suspension: [string, string, string] = ["Monroe", "KYB", "Gabriel"];
const engine: [string, string, string] = ["NGK", "Gates", "Dayco"];
const electric: [string, string, string] = ["Denso", "Valeo", "Bosch"];

const kinds: PartKind[] = [
  part("Frenos", "PD", "Pastillas de freno delanteras", [1_400, 3_600], brake),
  part("Frenos", "PT", "Pastillas de freno traseras", [1_200, 3_000], brake),
  part("Frenos", "DF", "Disco de freno delantero", [1_900, 5_200], brake),
  part("Frenos", "BF", "Bandas de freno traseras", [1_000, 2_600], brake),
  part("Frenos", "CR", "Cilindro de rueda", [600, 1_500], brake),
  part("Filtros", "FA", "Filtro de aceite", [250, 700], filter),
  part("Filtros", "FR", "Filtro de aire", [400, 1_300], filter),
  part("Filtros", "FC", "Filtro de combustible", [350, 1_200], filter),
  part("Filtros", "FH", "Filtro de habitáculo", [400, 1_100], filter),
  part("Suspensión", "AD", "Amortiguador delantero", [2_400, 7_800], suspension),
  part("Suspensión", "AT", "Amortiguador trasero", [2_200, 6_900], suspension),
  part("Suspensión", "TR", "Terminal de dirección", [700, 2_000], suspension),
  part("Suspensión", "RT", "Rótula inferior", [800, 2_600], suspension),
  part("Suspensión", "BE", "Barra estabilizadora", [900, 2_400], suspension),
  part("Suspensión", "BT", "Bujes de tijera", [500, 1_600], suspension),
  part("Motor", "CT", "Correa de tiempo", [1_300, 3_900], engine),
  part("Motor", "CA", "Correa única de accesorios", [700, 2_200], engine),
  part("Motor", "BJ", "Juego de bujías", [900, 2_800], engine),
  part("Motor", "BA", "Bomba de agua", [1_800, 5_600], engine),
  part("Motor", "EC", "Empacadura de cámara", [1_500, 4_800], engine),
  part("Motor", "BG", "Bomba de gasolina", [2_600, 8_400], engine),
  part("Motor", "TM", "Termostato", [600, 1_900], engine),
  part("Transmisión", "KC", "Kit de embrague", [5_200, 14_800], ["LuK", "Valeo", "Exedy"]),
  part("Transmisión", "PH", "Punta de homocinética", [2_300, 6_800], ["GSP", "SKF", "NTN"]),
  part("Transmisión", "RD", "Rodamiento de rueda delantera", [1_300, 4_100], ["SKF", "NTN", "Koyo"]),
  part("Eléctrico", "AL", "Alternador", [8_400, 22_000], electric),
  part("Eléctrico", "AR", "Arranque", [7_600, 19_000], electric),
  part("Eléctrico", "BO", "Bobina de encendido", [1_900, 6_400], electric),
  part("Eléctrico", "SO", "Sensor de oxígeno", [2_600, 7_200], electric),
  part("Enfriamiento", "RA", "Radiador", [6_200, 17_500], electric),
  part("Enfriamiento", "EV", "Electroventilador", [3_900, 10_800], electric),
  part("Carrocería", "FD", "Faro delantero", [4_100, 15_000], ["TYC", "Depo", "Hella"]),
];

const universal: [string, string, string, string, number][] = [
  ["AC20W50-1", "Aceite mineral 20W50 1 L", "Lubricantes", "Inca", 480],
  ["AC15W40-1", "Aceite semisintético 15W40 1 L", "Lubricantes", "Inca", 620],
  ["AC10W40-1", "Aceite semisintético 10W40 1 L", "Lubricantes", "Shell", 790],
  ["AC5W30-1", "Aceite sintético 5W30 1 L", "Lubricantes", "Mobil", 1_050],
  ["AC5W30-4", "Aceite sintético 5W30 4 L", "Lubricantes", "Mobil", 3_900],
  ["ATF-1", "Aceite de caja automática ATF 1 L", "Lubricantes", "Valvoline", 780],
  ["LF-DOT4", "Liga de frenos DOT 4 355 ml", "Lubricantes", "Bosch", 420],
  ["REF-1G", "Refrigerante verde 1 galón", "Enfriamiento", "Prestone", 900],
  ["BAT-700", "Batería 700 A", "Eléctrico", "Duncan", 7_200],
  ["BAT-800", "Batería 800 A", "Eléctrico", "Duncan", 8_400],
  ["BAT-1000", "Batería 1000 A", "Eléctrico", "Titán", 10_200],
  ["LIMP-22", 'Escobilla limpiaparabrisas 22"', "Carrocería", "Bosch", 520],
  ["LIMP-18", 'Escobilla limpiaparabrisas 18"', "Carrocería", "Bosch", 470],
  ["BOMB-H4", "Bombillo H4 60/55 W", "Eléctrico", "Osram", 380],
  ["BOMB-H7", "Bombillo H7 55 W", "Eléctrico", "Osram", 410],
  ["SIL-RTV", "Silicón gris RTV 85 g", "Químicos", "Loctite", 450],
  ["LIMP-INY", "Limpiador de inyectores 300 ml", "Químicos", "STP", 560],
  ["GRA-500", "Grasa multiuso 500 g", "Lubricantes", "Inca", 540],
];

export interface SeedItem {
  sku: string;
  name: string;
  brand: string;
  category: string;
  costMinor: number;
  priceMinor: number;
  oem: string;
  equivalents: string;
  fitment: string;
  /** How much it sells, relative to the average. */
  popularity: number;
}

/** The part of the story: what Rosa asks for, and what is about to run out in Chacao. */
export const storySku = "PD-COR19-BRE";

function priced(random: Random, cost: number): { costMinor: number; priceMinor: number } {
  const priceMinor = Math.round((cost * (1.35 + random.next() * 0.5)) / 50) * 50;
  return { costMinor: cost, priceMinor };
}

const short = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9]/g, "")
    .slice(0, 3)
    .toUpperCase();

/** More than ten thousand parts, the same on every machine. */
export function autoParts(): SeedItem[] {
  const random = seededRandom(20_261_120);
  const items: SeedItem[] = [];
  const used = new Set<string>();
  const fleet = new Map<string, number>([
    ["Corolla", 3],
    ["Aveo", 3],
    ["Hilux", 2.6],
    ["Fiesta", 2.2],
    ["Optra", 2],
    ["Palio", 1.8],
    ["Logan", 1.8],
    ["Spark", 1.8],
  ]);
  for (const vehicle of vehicles) {
    const base = `${short(vehicle.model)}${String(vehicle.to).slice(-2)}`;
    for (const kind of kinds) {
      const skus = kind.brands.map((brand) => `${kind.code}-${base}-${short(brand)}`);
      for (const [index, brand] of kind.brands.entries()) {
        let sku = skus[index] ?? "";
        while (used.has(sku)) sku = `${sku}X`;
        used.add(sku);
        const cost = random.int(kind.cost[0] / 10, kind.cost[1] / 10) * 10;
        const oem = `${random.int(10_000, 99_999)}-${random.int(10_000, 99_999)}`;
        items.push({
          sku,
          name: `${kind.name} ${vehicle.model} ${vehicle.from}–${vehicle.to}`,
          brand,
          category: kind.category,
          ...priced(random, cost),
          oem,
          equivalents: skus.filter((_, other) => other !== index).join("|"),
          fitment: `${vehicle.make} ${vehicle.model} ${vehicle.from}-${vehicle.to}`,
          popularity:
            (fleet.get(vehicle.model) ?? 1) *
            (kind.category === "Filtros" ? 2.5 : kind.category === "Frenos" ? 1.8 : 1) *
            (index === 0 ? 1.4 : 0.7),
        });
      }
    }
  }
  const story = items.find(({ sku }) => sku === storySku);
  if (story) Object.assign(story, { costMinor: 2_980, priceMinor: 4_800, oem: "04465-02220", popularity: 30 });
  for (const [sku, name, category, brand, cost] of universal) {
    items.push({
      sku,
      name,
      brand,
      category,
      ...priced(random, cost),
      oem: "",
      equivalents: "",
      fitment: "",
      popularity: 12,
    });
  }
  return items;
}

const quote = (text: string): string => (/[",\n;]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
const amount = (minor: number): string => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, "0")}`;

/** The same parts as the file a shop would upload. */
export function autoPartsCsv(items: readonly SeedItem[]): string {
  const header = "sku,nombre,marca,categoria,precio,costo,impuesto,oem,equivalentes,compatibilidad";
  const rows = items.map((item) =>
    [
      item.sku,
      item.name,
      item.brand,
      item.category,
      amount(item.priceMinor),
      amount(item.costMinor),
      "iva",
      item.oem,
      item.equivalents,
      item.fitment,
    ]
      .map(quote)
      .join(","),
  );
  return `${[header, ...rows].join("\n")}\n`;
}

/** Makes and models that drive in Latin America, with the names people type. One line per make: `Make (alias): Model (alias), …`. */
const ROWS = `
Toyota (toyo): Corolla (corola, corrola), Hilux (hi lux, jailux), Yaris, Etios, Fortuner, Prado, 4Runner (fortrunner, 4 runner), Land Cruiser (landcruiser, machito), RAV4 (rav 4), Camry, Terios, Starlet, Tercel, Avanza, Agya, Hiace, Tacoma, Tundra, Sequoia, Prius, Sienna, Previa, Dyna, Corolla Cross, Raize, Rush, Meru
Chevrolet (chevy, chevrole, chebrolet): Aveo (abeo), Spark, Spark GT, Optra, Corsa (corza), Cruze (cruse), Onix, Prisma, Sail, Captiva, Tracker, Trailblazer, Luv, D-Max (dmax, luv dmax), Silverado, Tahoe, Suburban, Cheyenne, Colorado, S10, Astra, Vectra, Zafira, Meriva, Agile, Celta, Classic (corsa classic), Chevy, Chevy C2, Monza, Malibu, Impala, Cavalier, Sonic, Beat, Trax, Equinox, Blazer, N300, Esteem, Swift, Grand Vitara, Kodiak, NPR, Tornado, Montana, Spin, Cobalt, Joy, Groove, Swing, Wagon R, Alto, Epica, Evanda, Century, Montecarlo
Ford: Fiesta, Fiesta Power, Fiesta Move, Focus, Ka, EcoSport (eco sport), Ranger, Explorer, Fusion, Escape, Lobo, F-150 (f150, f 150), F-250 (f250), F-350 (f350), Laser, Mondeo, Mustang, Edge, Expedition, Bronco, Transit, Figo, Ikon, Courier, Escort, Sierra, Falcon, Territory, Maverick, Kuga, S-Max, Windstar, Triton
Nissan: Tsuru, Versa, Sentra, March, Tiida, Frontier, NP300 (np 300), X-Trail (xtrail), Qashqai, Kicks, Pathfinder, Patrol, Murano, Juke, Altima, Maxima, Platina, Almera, Urvan, Navara, D21, D22, Estaquitas, Note, Primera, Terrano, V-Drive, Rogue, Titan, Armada
Renault (reno, renol): Logan, Sandero, Sandero Stepway, Stepway, Duster, Clio, Clio Mio, Megane, Megane 2, Kangoo (kango), Symbol, Twingo, Koleos, Oroch, Fluence, Scenic, Laguna, Kwid, Captur, Alaskan, Master, Trafic, R9 (renault 9), R19, R12, Arkana
Volkswagen (vw, volks, wolsvagen): Gol, Gol Trend, Gol Power, Voyage, Saveiro, Amarok, Polo, Jetta, Jetta A4, Bora, Vento, Tiguan, Suran, Golf, Passat, Fox, CrossFox, SpaceFox, Up, Virtus, Nivus, T-Cross (tcross), Taos, Beetle, Vocho, Pointer, Derby, Lupo, Caddy, Transporter, Sharan, Touareg, Parati, Crafter
Hyundai (hiunday, jundai, hunday): Accent, Elantra, Getz, Tucson, Creta, Santa Fe (santafe), i10, Grand i10, i20, i30, Atos, Excel, H1, Porter, HB20, Sonata, Veracruz, Terracan, Galloper, Verna, Kona, Venue, Ioniq, Matrix, Eon
Kia: Picanto, Morning, Rio, Cerato, Sportage, Sorento, Soul, Carens, Carnival, Mohave, Optima, Forte, Stonic, Seltos, Sephia, Pride, Frontier 2700, Soluto, Sonet, K2700, Niro, Ion
Mazda (masda): Mazda 2, Mazda 3 (mazda3), Mazda 5, Mazda 6 (mazda6), Allegro, Demio, CX-3, CX-5 (cx5), CX-7, CX-9, CX-30, BT-50 (bt50), B2600, B2200, 323, 626, MX-5, Artis, Miata
Honda: Civic (sivic), CR-V (crv), Fit, HR-V (hrv), Accord, City, Pilot, Odyssey, Ridgeline, BR-V, WR-V
Fiat: Palio, Siena, Uno, Punto, Cronos, Argo, Strada, Toro, Fiorino, Ducato, Mobi, Idea, Linea, Grand Siena, Doblo, 147, Duna, Tipo, 500, Pulse, Qubo, Tucan, Premio, Spazio
Peugeot (peugot, peujot, pegeot): 206, 207, 208, 307, 308, 405, 408, 504, 505, 2008, 3008, 301, 306, 106, 107, Partner, Boxer, Expert, RCZ, Hoggar, Landtrek
Citroën (citroen): C3, C4, C5, C-Elysée (elysee), Berlingo, Xsara, Xsara Picasso, Picasso, Jumper, C4 Cactus, C4 Lounge, DS3, AX, Saxo, Aircross
Suzuki: Swift, Vitara, Grand Vitara, Jimny, Alto, Baleno, Celerio, S-Cross, SX4, Ertiga, Ignis, Samurai, Sidekick, Carry, APV, S-Presso, Ciaz, Maruti, Dzire
Mitsubishi (mitsubichi): Lancer, L200, Montero, Montero Sport, Outlander, ASX, Mirage, Eclipse, Eclipse Cross, Galant, Signo, MF, MX, Pajero, Canter, Panel L300, L300, Xpander, Space Wagon, Colt
Jeep: Cherokee, Grand Cherokee, Wrangler, Compass, Renegade, Patriot, Liberty, Commander, Gladiator, Grand Wagoneer
Dodge: Ram, Caliber, Journey, Neon, Durango, Dakota, Attitude, Charger, Challenger, Stratus, Forza, Brisa, Vision, H100
Chery: Orinoco, QQ, Tiggo, Tiggo 2, Tiggo 3, Tiggo 4, Tiggo 7, Tiggo 8, Arauca, Grand Tiger, Fulwin, X1, IQ, Face, Arrizo
SEAT (seat): Ibiza, León (leon), Toledo, Córdoba, Ateca, Arona, Altea
Daewoo: Lanos, Matiz, Cielo, Espero, Nubira, Tico, Racer, Tacuma, Leganza, Damas
Isuzu: Rodeo, Trooper, Amigo, Caribe, D-Max, NQR, FTR
Subaru: Impreza, Forester, Legacy, Outback, XV, WRX, Loyale
BMW: Serie 1, Serie 3, Serie 5, X1, X3, X5, 118i, 120i, 316i, 318i, 320i, 325i, 328i
Mercedes-Benz (mercedes, mercedes benz, benz): Clase A, Clase C, Clase E, Sprinter, Vito, C180, C200, C250, A200, 1114, Accelo, Atego
Audi: A1, A3, A4, A5, A6, Q2, Q3, Q5, Q7, TT
MG: MG3, MG5, ZS, MG 6, HS, RX5, GT
JAC: J2, J3, J4, J6, S2, S3, S5, T6, T8, Refine, HFC
Geely: CK, MK, LC, Emgrand, Coolray, GX3, X7
Great Wall: Wingle, Haval, Haval H6, Haval H3, Poer, Voleex, Florid, Deer
BYD: F0, F3, G3, S6, Dolphin, Song, Yuan, Seal
Changan: CS15, CS35, CS55, Hunter, Alsvin, Benni, Star
DFSK: C31, C35, Glory 560, Glory 580
Foton: Tunland, View, Aumark, Midi, Gratour
SsangYong (sanyong): Actyon, Rexton, Korando, Musso, Tivoli, Kyron
Volvo: S40, S60, XC60, XC90, V40, FH
GMC: Sierra, Yukon, Canyon, Jimmy, Acadia
Chrysler: Neon, Cirrus, Voyager, Town & Country, 300C, PT Cruiser, Stratus
Iveco: Daily, Stralis, Tector, Eurocargo
Venirauto: Turpial, Centauro
Lada: Niva, Samara, Largus, Granta
Bajaj: Pulsar, Pulsar 180, Pulsar 200 NS, Boxer, Discover, Dominar, Platina 100
Yamaha: FZ, YBR, XTZ, R15, MT-03, Crypton, NMAX, BWS, Fazer
Bera: BR150, SBR, Socialista, Kavak, Leon 150
Empire: Owen, Horse, Arsen, TX, RK200, EK Xpress
Italika: FT150, FT125, DM200, WS150, DS150, Vort-X
AKT: NKD, TT125, AK125, Flex, CR4
Zanella: ZB, RX150, Styler, Due
`;

export type ModelName = { make: string; model: string; words: readonly string[] };

const plain = (text: string): string =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9 ]/g, " ")
    .replace(/\s+/g, " ")
    .trim();

/** Splits `Name (alias, alias)` on commas outside parentheses. */
function namesOf(list: string): readonly { name: string; spellings: readonly string[] }[] {
  return list.split(/,(?![^(]*\))/).map((entry) => {
    const match = /^\s*([^(]+?)\s*(?:\(([^)]*)\))?\s*$/.exec(entry);
    const name = match?.[1] ?? entry.trim();
    const compact = plain(name).replace(/ /g, "");
    const spellings = [plain(name), ...(/-/.test(name) ? [compact] : []), ...(match?.[2] ?? "").split(",").map(plain)];
    return { name, spellings: spellings.filter((spelling) => spelling !== "") };
  });
}

/** Every way to write a make, and every way to write a model. */
export const MAKES = new Map<string, string>();
export const MODELS: ModelName[] = [];

for (const row of ROWS.trim().split("\n")) {
  const colon = row.indexOf(":");
  const [make] = namesOf(row.slice(0, colon));
  if (make === undefined) continue;
  for (const spelling of make.spellings) MAKES.set(spelling, make.name);
  for (const { name, spellings } of namesOf(row.slice(colon + 1))) {
    for (const spelling of spellings) MODELS.push({ make: make.name, model: name, words: spelling.split(" ") });
  }
}
/** The longest name first, so «gol trend» is not read as «gol». */
MODELS.sort((left, right) => right.words.length - left.words.length);

import { expect, test } from "vitest";
import { localDate } from "@/lib/time";
import { type EntityContext, extractEntities } from "@/server/modules/assistant/nlu/entities/domain";
import { type Country, normalise } from "@/server/modules/assistant/nlu/text/domain";

const branches = [
  { id: "cha", name: "Chacao" },
  { id: "val", name: "Sucursal Valencia Norte" },
  { id: "can", name: "La Candelaria" },
  { id: "maq", name: "Maracay", aliases: ["Las Delicias"] },
];
/** A Friday. */
const today = localDate("2026-11-20");
const read = (text: string, country: Country = "VE") =>
  extractEntities(normalise(text, country), { today, country, branches } satisfies EntityContext);

test.each([
  ["quiero 2 arepas", 2],
  ["dame un par de bujias", 2],
  ["media docena de empanadas", 6],
  ["una docena de empanadas de carne", 12],
  ["dos docenas de tequeños", 24],
  ["bujias x4", 4],
  ["4x bujias ngk", 4],
  ["quiero cuatro bujías", 4],
  ["necesito veinticinco filtros", 25],
  ["son 3", 3],
  ["5", 5],
  ["me llevo las 4 bujias", 4],
  ["para mañana a las 4 porfa", undefined],
  ["mil gracias", undefined],
  ["bateria de 800 amp", undefined],
  ["a las 4 de la tarde", undefined],
  ["corolla 2015", undefined],
  ["caucho 205/55 r16", undefined],
  ["tengo 20 dolares", undefined],
  ["pedido 118", undefined],
  ["aveo 1.6", undefined],
])("[T9] [C77] [C136] «%s» asks for %s", (text, wanted) => {
  expect(read(text).quantity?.value).toBe(wanted);
});

test.each([
  ["dame 0 filtros", "not_positive"],
  ["quiero -1 bujias", "not_positive"],
  ["quiero 1000000000 bujias", "too_large"],
])("[T9] [C155] «%s» is refused, not trimmed", (text, problem) => {
  expect(read(text).quantity?.problem).toBe(problem);
});

test.each([
  ["mañana a las 9", "2026-11-21", 540],
  ["mañana en la mañana", "2026-11-21", undefined],
  ["pasado mañana", "2026-11-22", undefined],
  ["hoy a las 4", "2026-11-20", 960],
  ["el lunes a las 10 y media", "2026-11-23", 630],
  ["el viernes a la tarde", "2026-11-27", undefined],
  ["de hoy en ocho", "2026-11-27", undefined],
  ["en 3 días", "2026-11-23", undefined],
  ["dentro de dos semanas", "2026-12-04", undefined],
  ["15 de diciembre", "2026-12-15", undefined],
  ["el 3 de enero a las 15:30", "2027-01-03", 930],
  ["20/12", "2026-12-20", undefined],
  ["05/01/2027 8 am", "2027-01-05", 480],
  ["el 25", "2026-11-25", undefined],
  ["el 5 a la una", "2026-12-05", 780],
  ["el martes tipo 5", "2026-11-24", 1020],
  ["sábado 11am", "2026-11-21", 660],
  ["jueves a las 6 pm", "2026-11-26", 1080],
  ["hoy mismo a las 19:00", "2026-11-20", 1140],
  ["el miercoles al mediodia", "2026-11-25", undefined],
  ["2026-12-01", "2026-12-01", undefined],
  ["a las doce", undefined, 720],
])("[T9] [C77] [C136] «%s» is %s at %s", (text, date, time) => {
  const { moment } = read(text);
  expect([moment?.date, moment?.time]).toEqual([date, time]);
});

test.each([
  ["el 31/02", "impossible"],
  ["31 de abril", "impossible"],
  ["ayer", "past"],
  ["mañana a las 8", "ambiguous_hour"],
])("[T9] [C155] «%s» is asked again: %s", (text, problem) => {
  expect(read(text).moment?.problem).toBe(problem);
});

test.each([
  ["pastillas pal corolla 2015", { make: "Toyota", model: "Corolla", year: 2015 }],
  ["es un aveo 2010 1.6", { make: "Chevrolet", model: "Aveo", year: 2010, engine: "1.6" }],
  ["tengo un gol trend 2013 nafta", { make: "Volkswagen", model: "Gol Trend", year: 2013, fuel: "gasoline" }],
  [
    "para una hilux 2.7 diesel automatica",
    { make: "Toyota", model: "Hilux", engine: "2.7", fuel: "diesel", transmission: "automatic" },
  ],
  ["peugeot 208 2018", { make: "Peugeot", model: "208", year: 2018 }],
  ["un fiat uno del 98", { make: "Fiat", model: "Uno", year: 1998 }],
  ["es un corrolla 2009", { make: "Toyota", model: "Corolla", year: 2009 }],
  ["mazda 3 all new", { make: "Mazda", model: "Mazda 3" }],
  ["la np 300 2016 estandar", { make: "Nissan", model: "NP300", year: 2016, transmission: "manual" }],
  ["spark gt modelo 2016", { make: "Chevrolet", model: "Spark GT", year: 2016 }],
  ["wolsvagen amarok", { make: "Volkswagen", model: "Amarok" }],
  ["ford f-150 2005", { make: "Ford", model: "F-150", year: 2005 }],
])("[T9] [C77] «%s» names a vehicle", (text, wanted) => {
  expect(read(text).vehicle).toMatchObject(wanted);
});

test.each([
  "a que hora cierran",
  "quiero 2 arepas",
  "estoy en leon",
  "punto de venta",
  "cuesta 208 pesos",
  "hasta la vista",
])("[T9] [C77] «%s» names no vehicle", (text) => {
  expect(read(text).vehicle).toBeUndefined();
});

test.each([
  ["hay en chacao?", "cha"],
  ["en la de valensia norte", "val"],
  ["y en valencia?", "val"],
  ["la candelaria", "can"],
  ["marakay", "maq"],
  ["en las delicias", "maq"],
  ["en petare", undefined],
])("[T9] [C77] «%s» is branch %s", (text, wanted) => {
  expect(read(text).branch?.branchId).toBe(wanted);
});

test.each([
  ["te doy 20 verdes", "VE", "20", "USD"],
  ["son 350 bolos", "VE", "350", "VES"],
  ["vale 15 lucas", "CL", "15000", "CLP"],
  ["medio palo no, 2 palos", "AR", "2000000", "ARS"],
  ["$1.234,50", "VE", "1234.50", "USD"],
  ["$1,234.50", "MX", "1234.50", "MXN"],
  ["una luca", "CO", "1000", "COP"],
  ["ya pague 85 mil pesos", "CO", "85000", "COP"],
] as const)("[T9] [C77] «%s» in %s is %s %s", (text, country, amount, currency) => {
  expect(read(text, country).money).toMatchObject({ amount, currency });
});

test("[T9] [C77] numbers that identify are read whole", () => {
  expect(read("estado de mi pedido #118").document).toMatchObject({ kind: "order", number: "118" });
  expect(read("la cotización nro 45 sigue?").document).toMatchObject({ kind: "quote", number: "45" });
  expect(read("serial 8XAEB52E085123456").vin).toMatchObject({ value: "8XAEB52E085123456", isWhole: true });
  expect(read("vin 8XAEB52E08512345").vin).toMatchObject({ isWhole: false });
  expect(read("la placa es ab 123 cd").plate?.value).toBe("AB123CD");
  expect(read("patente BBCL23").plate?.value).toBe("BBCL23");
  expect(read("llámame al +58 412-555.1234").phone?.value).toBe("+584125551234");
  expect(read("mi correo es Ana.Perez@gmail.com").email?.value).toBe("Ana.Perez@gmail.com");
});

test("[T9] [C77] spans point into what the person wrote", () => {
  const text = "Hola! para un COROLLA 2015 en Chacao, dos juegos";
  const { vehicle, branch } = read(text);
  expect(text.slice(vehicle?.span.start, vehicle?.span.end)).toBe("COROLLA 2015");
  expect(text.slice(branch?.span.start, branch?.span.end)).toBe("Chacao");
});

test("[T9] [C148] hostile text is read in bounded time", () => {
  for (const text of [
    "1".repeat(65_000),
    "a@".repeat(30_000),
    "pedido ".repeat(9_000),
    "1 2 3 4 ".repeat(8_000),
    "-".repeat(65_000),
    "((((1) ".repeat(9_000),
  ]) {
    const before = performance.now();
    read(text);
    expect(performance.now() - before).toBeLessThan(1_000);
  }
});

import { describe, expect, test } from "vitest";
import {
  decodeText,
  detectDecimalMark,
  detectDelimiter,
  readCsv,
  readDecimal,
  readJson,
  writeCsv,
} from "@/lib/table-file";
import { detectMapping, markRepeats, planRow, type ReadingRules, readFitments, readRow } from "./domain";

const rulesOf = (csv: string): { rules: ReadingRules; rows: ReturnType<typeof markRepeats> } => {
  const file = readCsv(csv);
  const mapping = detectMapping(file);
  const taxes = [{ taxId: "iva", code: "IVA16", ratePpm: 160_000 }];
  return { rules: { mapping, priceCurrency: "USD", costCurrency: "USD", taxes }, rows: markRepeats(file, mapping) };
};
const readAll = (csv: string) => {
  const { rules, rows } = rulesOf(csv);
  return rows.map((row) => readRow(row, rules));
};

describe("reading a file", () => {
  test.each([
    ["semicolons", "Código;Nombre;Precio\nA;Uno;1,50\n", ";"],
    ["commas", 'sku,name,price\nA,"Uno; dos",1.50\n', ","],
    ["tabs", "sku\tname\tprice\nA\tUno\t1.50\n", "\t"],
  ])("[K1] [CA-25] the delimiter is detected: %s", (_label, text, delimiter) => {
    expect(detectDelimiter(text)).toBe(delimiter);
  });

  test("[K1] [CA-25] a file saved as Windows-1252 reads the same as UTF-8", () => {
    const latin = Uint8Array.from(Array.from("Bujía ñ €", (char) => (char === "€" ? 0x80 : char.charCodeAt(0))));
    expect(decodeText(latin)).toBe("Bujía ñ €");
    expect(decodeText(new TextEncoder().encode("Bujía ñ €"))).toBe("Bujía ñ €");
  });

  test.each([
    [["1.234,50", "12,00"], ","],
    [["1,234.50", "12.00"], "."],
    [["1234", "12"], "."],
    [["48,5", "1.234"], ","],
  ] as const)("[K1] [CA-25] the decimal mark of %j is «%s»", (samples, mark) => {
    expect(detectDecimalMark(samples)).toBe(mark);
  });

  test.each([
    ["$ 1.234,50", ",", "1234.50"],
    ["1,234.50", ".", "1234.50"],
    ["Bs. 12", ",", "12"],
    ["12", ",", "12"],
    ["doce", ",", null],
  ] as const)("[K1] %s with «%s» is %s", (text, mark, expected) => {
    expect(readDecimal(text, mark)).toBe(expected);
  });

  test("[K1] [CA-25] columns are found by name in Spanish and English, whatever their accents and case", () => {
    const { rules } = rulesOf("CÓDIGO;Descripción;P.V.P.;Marca;Código de barras;otra\nA;Uno;1,5;X;770;z\n");
    expect(rules.mapping.columns).toEqual({ sku: 0, name: 1, price: 2, brand: 3, barcode: 4 });
    expect(rulesOf("SKU,Name,Unit cost,OEM codes\nA,Uno,1.5,x\n").rules.mapping.columns).toEqual({
      sku: 0,
      name: 1,
      cost: 2,
      oemCodes: 3,
    });
  });

  test("[K1] [CA-25] JSON rows read like lines, lists included", () => {
    const file = readJson('{"productos":[{"sku":"A","nombre":"Uno","precio":1.5,"oem":["x","y"]}]}');
    expect(file?.header).toEqual(["sku", "nombre", "precio", "oem"]);
    expect(file?.rows).toEqual([{ line: 2, cells: ["A", "Uno", "1.5", "x|y"] }]);
    expect(readJson("{")).toBeNull();
  });

  test("[K1] [T34] a cell that would run as a formula is written as text", () => {
    expect(writeCsv([["=1+1", "-5", "-2,5", 'a"b', "@x"]])).toBe('\uFEFF\'=1+1;-5;-2,5;"a""b";\'@x\r\n');
  });
});

describe("reading a row", () => {
  test("[K1] [CA-25] amounts, tax by rate, lists and vehicles", () => {
    const [read] = readAll(
      "sku;nombre;precio;costo;iva;oem;vehiculos\nBP-1;Pastillas;1.048,50;20,333;16%;A1|A2;Toyota Corolla 2009-2014 1.8\n",
    );
    expect(read?.problems).toEqual([
      { line: 2, column: "costo", code: "too_many_decimals", value: "20,333", detail: "2" },
    ]);
    const [good] = readAll(
      "sku;nombre;precio;iva;oem;vehiculos\nBP-1;Pastillas;1.048,50;16%;A1|A2;Toyota Corolla 2009-2014 1.8\n",
    );
    expect(good?.row).toMatchObject({
      sku: "BP-1",
      priceMinor: 104_850n,
      taxId: "iva",
      oemCodes: ["A1", "A2"],
      fitments: [{ make: "Toyota", model: "Corolla", yearFrom: 2009, yearTo: 2014, engine: "1.8" }],
    });
  });

  test("[K1] [CA-28] every reason is told at once, with its line and column", () => {
    const [, second] = readAll("Código;Nombre;Precio;Impuesto\nA;Uno;1,00;\n;Dos;doce;IVA99\n");
    expect(second?.row).toBeNull();
    expect(second?.problems.map(({ line, column, code }) => [line, column, code])).toEqual([
      [3, "Código", "required"],
      [3, "Impuesto", "tax_unknown"],
      [3, "Precio", "not_a_number"],
    ]);
  });

  test("[K1] [CA-25] the second row of one code names the first", () => {
    const read = readAll("sku;nombre;codigo de barras\nBP-1;Uno;1\nbp 1;Dos;2\nC;Tres;1\n");
    expect(read[1]?.problems).toMatchObject([{ code: "repeated_in_file", detail: "2", column: "sku" }]);
    expect(read[2]?.problems).toMatchObject([{ code: "repeated_in_file", detail: "2", column: "codigo de barras" }]);
  });

  test("[K1] vehicles without a year are not guessed", () => {
    expect(readFitments("Toyota Corolla")).toBeNull();
    expect(readFitments("Ford Fiesta Power 2004 a 2010; Ford Ka 2005")).toEqual([
      { make: "Ford", model: "Fiesta Power", yearFrom: 2004, yearTo: 2010, engine: null },
      { make: "Ford", model: "Ka", yearFrom: 2005, yearTo: 2005, engine: null },
    ]);
  });
});

test("[K1] [CA-25] a row is new, equal, or changed field by field; what the file does not say stays", () => {
  const existing = {
    itemId: "i",
    productId: "p",
    sku: "A",
    name: "Uno",
    brand: "X",
    category: "Frenos",
    priceMinor: 100n,
    costMicro: 0n,
    barcode: null,
    taxId: null,
    oemCodes: ["1"],
    aliases: [],
    fitments: [],
  };
  const row = { line: 2, sku: "A" };
  expect(planRow(row, undefined).kind).toBe("new");
  expect(planRow({ ...row, name: "Uno", category: "FRENOS", oemCodes: ["1"] }, existing).kind).toBe("equal");
  expect(planRow({ ...row, name: "Uno", priceMinor: 150n, category: "Aceites" }, existing)).toMatchObject({
    kind: "changed",
    changes: [
      { field: "price", before: "100", after: "150" },
      { field: "category", before: "Frenos", after: "Aceites" },
    ],
  });
});

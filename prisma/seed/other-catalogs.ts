/** Catalogues of the three small demo businesses: `sku, name, category, price, cost` in whole units of their currency. */
export type SmallItem = readonly [sku: string, name: string, category: string, price: number, cost: number];

export const cafeItems: SmallItem[] = [
  ["CAF-TIN", "Tinto", "Bebidas calientes", 3_500, 700],
  ["CAF-AME", "Café americano", "Bebidas calientes", 5_500, 1_100],
  ["CAF-CAP", "Capuchino", "Bebidas calientes", 8_500, 2_300],
  ["CAF-LAT", "Latte", "Bebidas calientes", 8_900, 2_400],
  ["CAF-CHO", "Chocolate santafereño", "Bebidas calientes", 9_500, 2_900],
  ["JUG-LUL", "Jugo de lulo", "Jugos", 8_000, 2_200],
  ["JUG-MAR", "Jugo de maracuyá", "Jugos", 8_000, 2_000],
  ["JUG-MOR", "Jugo de mora", "Jugos", 8_000, 2_300],
  ["LIM-COC", "Limonada de coco", "Jugos", 11_000, 3_400],
  ["DES-ARE", "Arepa de huevo", "Desayunos", 9_500, 3_100],
  ["DES-CAL", "Calentado paisa", "Desayunos", 18_500, 6_800],
  ["DES-HUE", "Huevos pericos con arepa", "Desayunos", 14_500, 4_600],
  ["ALM-BAN", "Bandeja paisa", "Almuerzos", 32_000, 12_400],
  ["ALM-AJI", "Ajiaco", "Almuerzos", 28_000, 10_100],
  ["ALM-MEN", "Menú del día", "Almuerzos", 19_900, 7_700],
  ["ALM-CHU", "Churrasco con papas", "Almuerzos", 39_000, 16_800],
  ["POS-TRE", "Torta tres leches", "Postres", 12_500, 3_900],
  ["POS-BRE", "Brevas con arequipe", "Postres", 10_500, 3_300],
  ["PAN-BUÑ", "Buñuelo", "Panadería", 3_000, 900],
  ["PAN-PAN", "Pandebono", "Panadería", 3_500, 1_000],
  ["PAN-CRO", "Croissant", "Panadería", 6_500, 1_900],
  ["BEB-AGU", "Agua 600 ml", "Bebidas frías", 4_000, 1_500],
];

export const clinicItems: SmallItem[] = [
  ["CON-GEN", "Consulta general", "Consultas", 600, 0],
  ["CON-ESP", "Consulta de especialidad", "Consultas", 950, 0],
  ["CON-CTL", "Consulta de control", "Consultas", 400, 0],
  ["DEN-LIM", "Limpieza dental", "Odontología", 850, 120],
  ["DEN-RES", "Resina", "Odontología", 1_100, 210],
  ["DEN-BLA", "Blanqueamiento", "Odontología", 3_200, 700],
  ["LAB-BIO", "Biometría hemática", "Laboratorio", 320, 95],
  ["LAB-QS6", "Química sanguínea 6 elementos", "Laboratorio", 480, 150],
  ["LAB-EGO", "Examen general de orina", "Laboratorio", 180, 45],
  ["IMG-RX", "Radiografía simple", "Imagen", 650, 160],
  ["IMG-USG", "Ultrasonido abdominal", "Imagen", 1_250, 300],
  ["VAC-INF", "Vacuna de influenza", "Vacunas", 750, 410],
  ["MAT-GAS", "Gasas estériles, paquete", "Insumos", 65, 28],
  ["MAT-VEN", "Venda elástica 10 cm", "Insumos", 58, 24],
  ["MED-PAR", "Paracetamol 500 mg, 20 tabletas", "Farmacia", 48, 19],
];

export const barberItems: SmallItem[] = [
  ["COR-CLA", "Corte clásico", "Cortes", 9_000, 0],
  ["COR-FAD", "Corte degradé", "Cortes", 11_000, 0],
  ["COR-BAR", "Corte y barba", "Cortes", 12_000, 0],
  ["BAR-PER", "Perfilado de barba", "Barba", 6_500, 0],
  ["BAR-AFE", "Afeitado con toalla caliente", "Barba", 8_500, 0],
  ["NIÑ-COR", "Corte de niño", "Cortes", 7_500, 0],
  ["PRO-CER", "Cera mate 100 g", "Productos", 8_900, 4_200],
  ["PRO-POM", "Pomada brillo 100 g", "Productos", 8_500, 4_000],
  ["PRO-ACE", "Aceite de barba 30 ml", "Productos", 9_800, 4_700],
  ["PRO-SHA", "Champú anticaída 300 ml", "Productos", 12_400, 6_100],
  ["PRO-PEI", "Peine de carbono", "Productos", 4_200, 1_700],
];

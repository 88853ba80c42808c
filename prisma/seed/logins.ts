/** Demo accounts, printed by `npm start` and named in the README. They exist in the embedded mode only. */
export const demoPassword = "mostrador-demo";

export const demoLogins = [
  { business: "Repuestos El Cardón", slug: "repuestos-el-cardon", email: "marisol@elcardon.example", role: "dueña" },
  { business: "Repuestos El Cardón", slug: "repuestos-el-cardon", email: "ana@elcardon.example", role: "vendedora" },
  { business: "Repuestos El Cardón", slug: "repuestos-el-cardon", email: "luis@elcardon.example", role: "almacenista" },
  { business: "Café Mariposa", slug: "cafe-mariposa", email: "valentina@mariposa.example", role: "dueña" },
  { business: "Clínica Aurora", slug: "clinica-aurora", email: "sofia@aurora.example", role: "dueña" },
  { business: "Barbería Don Tito", slug: "barberia-don-tito", email: "tito@dontito.example", role: "dueño" },
];

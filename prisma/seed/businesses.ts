import type { CountryCode, Trade } from "@/lib/countries";
import type { SystemRoleKey } from "@/lib/permissions";

export interface SeedBusiness {
  slug: string;
  name: string;
  country: CountryCode;
  trade: Trade;
  plan: "basic" | "intermediate" | "advanced";
  branches: { code: string; name: string; address: string; hours: string }[];
  members: { name: string; email: string; role: SystemRoleKey; phone?: string; branches?: string[] }[];
  /** The WhatsApp numbers, one customers' number a branch. */
  numbers: { phoneNumberId: string; display: string; branch: string; label: string }[];
}

export const businesses: SeedBusiness[] = [
  {
    slug: "repuestos-el-cardon",
    name: "Repuestos El Cardón",
    country: "VE",
    trade: "auto_parts",
    plan: "advanced",
    branches: [
      {
        code: "chacao",
        name: "Chacao",
        address: "Av. Francisco de Miranda, Chacao, Caracas",
        hours: "Lun a vie 8:00–17:30, sáb 8:00–13:00",
      },
      {
        code: "valencia",
        name: "Valencia",
        address: "Av. Bolívar Norte, Valencia",
        hours: "Lun a vie 8:00–17:30, sáb 8:00–13:00",
      },
      { code: "maracay", name: "Maracay", address: "Av. Las Delicias, Maracay", hours: "Lun a vie 8:00–17:00" },
    ],
    members: [
      { name: "Marisol Rivas", email: "marisol@elcardon.example", role: "owner", phone: "+584145550101" },
      { name: "Ana Gómez", email: "ana@elcardon.example", role: "seller", branches: ["chacao", "valencia"] },
      { name: "Luis Herrera", email: "luis@elcardon.example", role: "storekeeper" },
      { name: "Carmen Díaz", email: "carmen@elcardon.example", role: "branch_manager", branches: ["valencia"] },
    ],
    numbers: [
      { phoneNumberId: "100000000000101", display: "+58 412 555 0001", branch: "chacao", label: "El Cardón · Chacao" },
      {
        phoneNumberId: "100000000000102",
        display: "+58 412 555 0002",
        branch: "valencia",
        label: "El Cardón · Valencia",
      },
      {
        phoneNumberId: "100000000000103",
        display: "+58 412 555 0003",
        branch: "maracay",
        label: "El Cardón · Maracay",
      },
    ],
  },
  {
    slug: "cafe-mariposa",
    name: "Café Mariposa",
    country: "CO",
    trade: "restaurant",
    plan: "intermediate",
    branches: [
      {
        code: "laureles",
        name: "Laureles",
        address: "Circular 4 #70-35, Medellín",
        hours: "Todos los días 7:00–21:00",
      },
    ],
    members: [
      { name: "Valentina Restrepo", email: "valentina@mariposa.example", role: "owner", phone: "+573005550200" },
      { name: "Julián Mesa", email: "julian@mariposa.example", role: "cashier" },
    ],
    numbers: [
      { phoneNumberId: "100000000000201", display: "+57 300 555 0002", branch: "laureles", label: "Café Mariposa" },
    ],
  },
  {
    slug: "clinica-aurora",
    name: "Clínica Aurora",
    country: "MX",
    trade: "clinic",
    plan: "advanced",
    branches: [
      {
        code: "roma",
        name: "Roma Norte",
        address: "Calle Durango 120, Ciudad de México",
        hours: "Lun a sáb 9:00–19:00",
      },
    ],
    members: [
      { name: "Dra. Sofía Gil", email: "sofia@aurora.example", role: "owner", phone: "+525555550300" },
      { name: "Paty Luna", email: "paty@aurora.example", role: "seller" },
    ],
    numbers: [
      { phoneNumberId: "100000000000301", display: "+52 55 5555 0003", branch: "roma", label: "Clínica Aurora" },
    ],
  },
  {
    slug: "barberia-don-tito",
    name: "Barbería Don Tito",
    country: "AR",
    trade: "barber",
    plan: "intermediate",
    branches: [
      {
        code: "almagro",
        name: "Almagro",
        address: "Av. Corrientes 3900, Buenos Aires",
        hours: "Mar a sáb 10:00–20:00",
      },
    ],
    members: [
      { name: "Tito Ferrari", email: "tito@dontito.example", role: "owner", phone: "+5491155550400" },
      { name: "Nico Paz", email: "nico@dontito.example", role: "seller" },
    ],
    numbers: [
      { phoneNumberId: "100000000000401", display: "+54 11 5555 0004", branch: "almagro", label: "Barbería Don Tito" },
    ],
  },
];

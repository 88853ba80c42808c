export const marketingEs = {
  pricing: "Precios",
} as const;

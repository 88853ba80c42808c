export const productScenarios: readonly string[] = ["bot", "pages", "idle", "scripts"];
export async function measureProduct(_: object): Promise<void> {}

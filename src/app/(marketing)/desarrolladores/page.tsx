import type { Metadata } from "next";
import { getLanguage } from "@/lib/i18n/server";
import { Article } from "../_components/article";
import { developerContent } from "./content";

export async function generateMetadata(): Promise<Metadata> {
  const { title, lead } = developerContent[await getLanguage()];
  return { title, description: lead };
}

export default async function DevelopersPage() {
  return <Article {...developerContent[await getLanguage()]} />;
}

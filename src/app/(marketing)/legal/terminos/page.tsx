import type { Metadata } from "next";
import { getLanguage } from "@/lib/i18n/server";
import { Article } from "../../_components/article";
import { legalContent } from "../content";

export async function generateMetadata(): Promise<Metadata> {
  const { title, lead } = legalContent.terminos[await getLanguage()];
  return { title, description: lead };
}

export default async function LegalPage() {
  return <Article {...legalContent.terminos[await getLanguage()]} />;
}

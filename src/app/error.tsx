"use client";

import { useEffect, useState } from "react";
import { Banner, Button } from "@/components/ui";
import { isLanguage, type Language } from "@/lib/i18n/locale";

/** Written here and not in the messages: whatever failed may have been what carries them. */
const texts: Record<Language, { title: string; body: string; retry: string }> = {
  es: {
    title: "Esta parte no cargó",
    body: "Lo que guardaste está a salvo. Reintenta; si sigue igual, avísanos con el código de al lado.",
    retry: "Reintentar",
  },
  en: {
    title: "This part did not load",
    body: "What you saved is safe. Retry; if it stays like this, tell us the code beside this text.",
    retry: "Retry",
  },
};

export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const [language, setLanguage] = useState<Language>("es");
  useEffect(() => {
    const declared = document.documentElement.lang;
    if (isLanguage(declared)) setLanguage(declared);
  }, []);
  const { title, body, retry } = texts[language];
  return (
    <main className="mx-auto max-w-3xl p-4 md:p-8">
      <Banner tone="danger" title={title} code={error.digest} live actions={<Button onClick={reset}>{retry}</Button>}>
        {body}
      </Banner>
    </main>
  );
}

"use client";

import { useEffect, useState } from "react";
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
  // Plain elements: this page is in the first load of every other one, so it brings nothing along.
  return (
    <main className="mx-auto flex max-w-3xl flex-col items-start gap-3 p-4 md:p-8">
      <div
        role="alert"
        className="flex w-full flex-col gap-1 rounded-lg border border-danger-line bg-danger-soft px-4 py-3"
      >
        <h1 className="text-xl">{title}</h1>
        <p>{body}</p>
        {error.digest ? <code className="font-mono text-sm text-ink-2">{error.digest}</code> : null}
      </div>
      <button
        type="button"
        onClick={reset}
        className="min-h-(--control) cursor-pointer rounded-md border border-line-strong bg-surface px-3 font-semibold hover:bg-surface-hover"
      >
        {retry}
      </button>
    </main>
  );
}

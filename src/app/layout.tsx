import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { getLanguage } from "@/lib/i18n/server";
import { isTheme, THEME_COOKIE } from "@/lib/theme/theme";
import { fontVariables } from "./fonts";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Mostrador", template: "%s · Mostrador" },
  description: "Atiende, vende y repón desde un solo mostrador.",
  applicationName: "Mostrador",
  manifest: "/manifest.webmanifest",
  icons: { icon: [{ url: "/icon.svg", type: "image/svg+xml" }], apple: "/icon-192.png" },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  colorScheme: "light dark",
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const chosen = (await cookies()).get(THEME_COOKIE)?.value;
  return (
    <html lang={await getLanguage()} data-theme={isTheme(chosen) ? chosen : "system"} className={fontVariables}>
      <body>{children}</body>
    </html>
  );
}

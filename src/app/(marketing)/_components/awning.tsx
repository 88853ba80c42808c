/** The shop's awning: the brand's one ornament, drawn with two fills. */
export function Awning({ className }: { className?: string }) {
  return (
    <svg aria-hidden className={className} width="100%" height="28" preserveAspectRatio="none">
      <defs>
        <pattern id="awning" width="56" height="28" patternUnits="userSpaceOnUse">
          <path d="M0 0h28v14a14 14 0 0 1-28 0z" className="fill-brand" />
          <path d="M28 0h28v14a14 14 0 0 1-28 0z" className="fill-accent" />
        </pattern>
      </defs>
      <rect width="100%" height="28" fill="url(#awning)" />
    </svg>
  );
}

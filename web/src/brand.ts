/** The colours of the organization, in place of the product's own. The server makes them readable. */
type Shades = { light: string; dark: string } | null | undefined;

export function dress(shades: Shades, root: HTMLElement = document.documentElement): void {
  if (shades) {
    root.style.setProperty("--brand-light", shades.light);
    root.style.setProperty("--brand-dark", shades.dark);
    root.dataset["brand"] = "own";
  } else {
    delete root.dataset["brand"];
  }
}

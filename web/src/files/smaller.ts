/** Photos of a phone made as small as a repair needs, before they go over a slow line. */
import type { Kept } from "./shelf";

const ENOUGH_BYTES = 1_500_000;
const LONGEST_SIDE = 2_400;
const TYPES: Record<string, string> = { heic: "image/heic", heif: "image/heic", jpg: "image/jpeg", jpeg: "image/jpeg", png: "image/png", webp: "image/webp", pdf: "application/pdf" };
const NAMES: Record<string, string> = { "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic", "application/pdf": "pdf" };

/** What some systems leave out, and what no name of a file may hold, is put right; `name` ends as its type does. */
function named(one: Pick<Kept, "name" | "type">): { name: string; type: string } {
  const ending = one.name.split(".").pop()?.toLowerCase() ?? "";
  const type = one.type || TYPES[ending] || "";
  const stem = one.name.replace(/\.[^.]*$/, "").replace(/[\\/:*?"<>|\p{C}]/gu, " ").trim().replace(/^\.+/, "").slice(0, 100) || "photo";
  return { name: `${stem}.${TYPES[ending] === type ? ending : (NAMES[type] ?? ending)}`, type };
}

export async function smaller(one: Pick<Kept, "blob" | "name" | "type">): Promise<{ blob: Blob; name: string; type: string }> {
  const whole = { blob: one.blob, ...named(one) };
  if (!whole.type.startsWith("image/") || one.blob.size <= ENOUGH_BYTES) return whole;
  try {
    const picture = await createImageBitmap(one.blob);
    const share = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(Math.round(picture.width * share), Math.round(picture.height * share));
    canvas.getContext("2d")!.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.86 });
    return blob.size < one.blob.size ? { blob, ...named({ name: one.name, type: "image/jpeg" }) } : whole;
  } catch {
    // What this browser cannot draw, the server can.
    return whole;
  }
}

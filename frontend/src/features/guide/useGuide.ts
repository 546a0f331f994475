import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";

import { guideQuery } from "../../api/guide";
import type { ReferenceImage } from "../../api/guide";
import { queryClient } from "../../api/queries";

/** How many pictures of a choice are fetched before anybody asks. */
const AHEAD = 5;
/** The images of the next subjects come first: they are asked for when the present one is drawn. */
const WAIT_MS = 2500;

function byChoice(images: readonly ReferenceImage[]): Map<string, ReferenceImage[]> {
  const found = new Map<string, ReferenceImage[]>();
  for (const image of images) found.set(image.choice, [...(found.get(image.choice) ?? []), image]);
  return found;
}

/** The pictures of a project's guide by the code of their choice, and how the asking goes. */
export function useGuide(slug: string) {
  const query = useQuery(guideQuery(slug));
  const pictures = useMemo(() => byChoice(query.data ?? []), [query.data]);
  return { pictures, query };
}

const whenIdle: (act: () => void) => number = "requestIdleCallback" in window ? (act) => window.requestIdleCallback(act) : (act) => window.setTimeout(act, 200);

function savesData(): boolean {
  return (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;
}

/** Fetch the guide's list and its thumbnails one by one while nothing else happens, once `ready`. */
export function useGuideAhead(slug: string, ready: boolean): void {
  useEffect(() => {
    if (!ready || savesData()) return;
    let gone = false;
    const fetchNext = (urls: string[]) => {
      const [url, ...rest] = urls;
      if (gone || url === undefined) return;
      const picture = new Image();
      picture.fetchPriority = "low";
      picture.onload = picture.onerror = () => whenIdle(() => fetchNext(rest));
      picture.src = url;
    };
    const start = async () => {
      // Without an answer the card asks again, and says so.
      const images = byChoice(await queryClient.query(guideQuery(slug)).catch(() => []));
      fetchNext([...images.values()].flatMap((of) => of.slice(0, AHEAD).map(({ thumbnail }) => thumbnail)));
    };
    const waiting = window.setTimeout(() => whenIdle(() => void start()), WAIT_MS);
    return () => {
      gone = true;
      window.clearTimeout(waiting);
    };
  }, [slug, ready]);
}

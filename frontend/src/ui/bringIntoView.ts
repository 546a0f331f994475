/** As the ref of the chosen one in a row that scrolls sideways: brings it to the middle, and moves nothing else. */
export function bringIntoView(link: HTMLElement | null): void {
  const row = link?.parentElement ?? null;
  if (link === null || row === null) return;
  const [here, around] = [link.getBoundingClientRect(), row.getBoundingClientRect()];
  row.scrollLeft += here.left + here.width / 2 - around.left - around.width / 2;
}

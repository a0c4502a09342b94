/** Over plain HTTP there is no `navigator.clipboard`. @returns whether the text was copied */
export async function copyText(text: string): Promise<boolean> {
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard)
    return clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  let done = false;
  const write = (event: ClipboardEvent) => {
    event.preventDefault();
    // Before a dialog that traps the focus reacts.
    event.stopImmediatePropagation();
    event.clipboardData?.setData('text/plain', text);
    done = true;
  };
  document.addEventListener('copy', write, { capture: true, once: true });
  document.execCommand('copy');
  document.removeEventListener('copy', write, { capture: true });
  return done;
}

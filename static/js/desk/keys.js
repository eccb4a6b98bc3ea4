// A key pressed together with Ctrl (⌘ on a Mac): "b", "shift+8"; else "". On a keyboard whose
// letters aren't Latin, the place of the key counts.
export function shortcut(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return "";
  const typed = event.key.toLowerCase();
  const key = /^[a-z]$/.test(typed) ? typed : event.code.replace(/^(Key|Digit)/, "").toLowerCase();
  return event.shiftKey ? `shift+${key}` : key;
}

// What proves to the desk that a request is from its own page: the browser's token as it is now,
// for a login in another tab renews it; else the form's.
export function token(form) {
  const name = document.getElementById("kept")?.dataset.cookie ?? "csrftoken";
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return cookie?.slice(name.length + 1) ?? form.elements.csrfmiddlewaretoken.value;
}
